// Does a voice sound like a woman's or a man's? The convolutional network of inaSpeechSegmenter,
// which sees the spectral envelope (how long the vocal tract is), not the pitch.
// Model    id "voice-gender", keras_male_female_cnn.hdf5: log-mel patches of 68 frames of 10 ms by
//          24 bands, each with zero mean and unit variance -> (female, male). Trained on French
//          radio and television; adults only.
// Source   D. Doukhan et al., An open-source speaker gender detection framework for monitoring
//          gender equality, ICASSP 2018.
// Cost     docs/hearing.md.
// Threads  the model from any thread, a scorer by one at a time.
#pragma once

#include <memory>
#include <span>

#include "base/error.h"
#include "runtime/model_store.h"

namespace vivavoce::hearing {

class VoiceGenderScorer {
 public:
  static constexpr size_t kFrames = 68;
  static constexpr size_t kMels = 24;

  virtual ~VoiceGenderScorer() = default;
  // Log-odds of a woman's voice over a man's, of one patch of natural-log mel powers
  // [kFrames][kMels] (voice_spectra.h).
  virtual Result<float> Score(std::span<const float> patch) = 0;
};

class VoiceGenderModel {
 public:
  virtual ~VoiceGenderModel() = default;
  virtual Result<std::unique_ptr<VoiceGenderScorer>> NewScorer() const = 0;
};

Result<std::unique_ptr<const VoiceGenderModel>> LoadVoiceGenderModel(
    const runtime::ModelStore& models);

}  // namespace vivavoce::hearing
