// What the smart-turn v3 model hears: the log-mel picture of the last 8 seconds.
// Steps    last 128,000 samples at 16 kHz, shorter clips zero-padded at the front; zero mean and
// unit
//          variance over all of them; mel power (25 ms windows, 10 ms hop, 80 Slaney mels); the
//          last frame dropped; WhisperLogScale.
// Source   WhisperFeatureExtractor(chunk_length=8, do_normalize=True) of Hugging Face Transformers.
// Threads  one at a time (scratch memory).
#pragma once

#include <span>
#include <vector>

#include "audio/log_mel.h"
#include "base/error.h"

namespace vivavoce::hearing {

class SmartTurnFeatures {
 public:
  static constexpr int kSamples = 128000;
  static constexpr int kMels = 80;
  static constexpr int kFrames = 800;

  static Result<SmartTurnFeatures> Create();
  // [kMels][kFrames]. `samples` are finite.
  Result<std::vector<float>> Compute(std::span<const float> samples);

 private:
  explicit SmartTurnFeatures(audio::MelSpectrum mel) : mel_(std::move(mel)) {}
  audio::MelSpectrum mel_;
};

}  // namespace vivavoce::hearing
