// Level of speech and a gain that cannot clip. Thread safety: pure functions.
#pragma once

#include <span>

namespace vivavoce::speaking {

inline constexpr float kPeakLimit = 0.95f;

// Multiplies by `gain`. What then exceeds kLimiterKnee is bent softly towards kPeakLimit, which is
// never exceeded; quieter samples are not changed. Memoryless, so joins stay joins.
inline constexpr float kLimiterKnee = 0.7f;
void ApplyGainWithSoftLimit(std::span<float> samples, float gain);

// Level of the parts that are speech, in dB re full scale: the mean power of 20 ms frames within 30
// dB of the loudest. -120 when there is no sound.
float ActiveLevelDb(std::span<const float> samples, int sample_rate_hz);

}  // namespace vivavoce::speaking
