// Seam: the probability that a short window of sound contains a voice.
// Input    mono float32 in [-1, 1], 16 kHz, exactly kVadWindowSamples a call, windows contiguous.
// Output   probability in [0, 1] for that window.
// Errors   kInvalidArgument when the window has another length or a sample is not finite; state
// unchanged. Threads  one caller at a time; detectors share nothing but the loaded model.
#pragma once

#include <span>

#include "base/error.h"

namespace vivavoce::hearing {

inline constexpr int kHearingSampleRateHz = 16000;
inline constexpr int kVadWindowSamples = 512;  // 32 ms, the window Silero VAD 6.2 was trained on

class VoiceActivityDetector {
 public:
  virtual ~VoiceActivityDetector() = default;
  virtual Result<float> Push(std::span<const float> window) = 0;
  virtual void Reset() = 0;  // forgets what was heard, keeps the model
};

}  // namespace vivavoce::hearing
