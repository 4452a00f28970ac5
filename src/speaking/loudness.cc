#include "speaking/loudness.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vivavoce::speaking {

void ApplyGainWithSoftLimit(std::span<float> samples, float gain) {
  constexpr float kRoom = kPeakLimit - kLimiterKnee;
  for (float& sample : samples) {
    const float amplified = sample * gain;
    const float size = std::abs(amplified);
    sample = size <= kLimiterKnee
                 ? amplified
                 : std::copysign(kLimiterKnee + kRoom * std::tanh((size - kLimiterKnee) / kRoom),
                                 amplified);
  }
}

float ActiveLevelDb(std::span<const float> samples, int sample_rate_hz) {
  constexpr float kSilenceDb = -120.0f;
  constexpr double kGate = 1e-3;  // -30 dB
  const auto frame = static_cast<size_t>(sample_rate_hz / 50);
  std::vector<double> powers;
  for (size_t begin = 0; begin + frame <= samples.size(); begin += frame) {
    double sum = 0;
    for (const float x : samples.subspan(begin, frame)) sum += static_cast<double>(x) * x;
    powers.push_back(sum / static_cast<double>(frame));
  }
  if (powers.empty() || std::ranges::max(powers) < 1e-12) return kSilenceDb;
  const double gate = kGate * std::ranges::max(powers);
  double sum = 0;
  size_t count = 0;
  for (const double power : powers) {
    if (power < gate) continue;
    sum += power;
    ++count;
  }
  return static_cast<float>(10 * std::log10(sum / static_cast<double>(count)));
}

}  // namespace vivavoce::speaking
