// Levels in dB relative to full scale (1.0): a full-scale square wave has 0 dBFS RMS, a sine -3.01.
#pragma once

#include <span>

namespace vivavoce::audio {

inline constexpr float kSilenceDbfs = -120.0f;  // floor; also the level of no samples at all

float RmsDbfs(std::span<const float> samples);
float PeakDbfs(std::span<const float> samples);

}  // namespace vivavoce::audio
