// A synthesizer for tests: every English word and every Chinese character is a short tone, so that
// a test knows to the sample what is said where. Keeps the contract of Synthesizer. Threads: as
// Synthesizer.
#pragma once

#include "speaking/synthesizer.h"

namespace vivavoce::speaking {

struct ToneConfig {
  int word_ms = 250;         // at speed 1
  int comma_pause_ms = 100;  // after , ; : and their Chinese forms
  int end_pause_ms = 200;    // after . ! ? and their Chinese forms
  float amplitude = 0.3f;
};

class ToneSynthesizer final : public Synthesizer {
 public:
  explicit ToneSynthesizer(ToneConfig config = {}) : config_(config) {}

  Result<SynthesizedClause> Synthesize(const SynthesisRequest& request) override;
  // af_heart, am_adam, zf_xiaoyi and zm_yunxi; each has its own pitch.
  std::vector<VoiceInfo> Voices() const override;

 private:
  ToneConfig config_;
};

}  // namespace vivavoce::speaking
