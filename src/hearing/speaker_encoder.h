// Turns a voice into a point on a sphere: the same person's points lie close together, whatever is
// said. The recurrent network of Wan et al., frame by frame.
// Model    id "speaker-encoder", pretrained.pt of Resemblyzer: 40 mel powers a frame (speaker_mels.h)
//          -> three LSTM layers of 256 -> linear, rectifier, unit length. Trained on English read and
//          celebrity speech in stretches of 1.6 s.
// Source   L. Wan et al., Generalized end-to-end loss for speaker verification, ICASSP 2018.
// Cost     docs/hearing.md.
// Threads  an encoder from any thread; a state belongs to one.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "runtime/model_store.h"

namespace vivavoce::hearing {

// Of unit length; all elements are 0 or more, so cosines lie in [0, 1].
using VoicePrint = std::array<float, 256>;

class SpeakerEncoder {
 public:
  static constexpr size_t kMels = 40;
  static constexpr size_t kFrames = 160;  // that it was trained on, of 10 ms

  virtual ~SpeakerEncoder() = default;
  virtual std::vector<float> Begin() const = 0;  // the state before the first frame
  virtual void Hear(std::span<const float> mels, std::vector<float>& state) const = 0;
  virtual VoicePrint Print(std::span<const float> state) const = 0;
};

Result<std::unique_ptr<const SpeakerEncoder>> LoadSpeakerEncoder(const runtime::ModelStore& models);

}  // namespace vivavoce::hearing
