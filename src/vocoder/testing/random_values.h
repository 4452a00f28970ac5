// Normal noise from a seed, and how far two signals are apart. Threads: pure functions.
#pragma once

#include <cassert>
#include <cmath>
#include <random>
#include <span>
#include <vector>

namespace vivavoce::vocoder {

inline std::vector<float> NormalNoise(size_t count, unsigned seed, float deviation = 1.0f) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0f, deviation);
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

// Energy of `exact` over that of the difference, in dB; 300 when they are equal.
inline double SignalToNoiseDb(std::span<const float> exact, std::span<const float> other) {
  assert(exact.size() == other.size());
  double signal = 0, noise = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    const double difference = static_cast<double>(exact[i]) - static_cast<double>(other[i]);
    signal += static_cast<double>(exact[i]) * static_cast<double>(exact[i]);
    noise += difference * difference;
  }
  return noise == 0 ? 300 : 10 * std::log10(signal / noise);
}

}  // namespace vivavoce::vocoder
