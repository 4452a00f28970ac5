// A speaker encoder that knows nothing of voices: its print is the mean share of each mel band, so
// that buzzes of other pitch are other speakers.
// Threads  as SpeakerEncoder.
#pragma once

#include "hearing/speaker_encoder.h"

namespace vivavoce::hearing::testing {

class ToneEncoder final : public SpeakerEncoder {
 public:
  std::vector<float> Begin() const override;
  void Hear(std::span<const float> mels, std::vector<float>& state) const override;
  VoicePrint Print(std::span<const float> state) const override;
};

}  // namespace vivavoce::hearing::testing
