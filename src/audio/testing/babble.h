// Sound with the ups and downs of speech: bands of noise whose levels change with each syllable.
#pragma once

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace vivavoce::audio {

// About -26 dBFS while it sounds; another seed is another voice with other words.
inline std::vector<float> Babble(double seconds, unsigned seed, int rate_hz = 16000) {
  constexpr int kPartials = 24;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto count = static_cast<size_t>(seconds * rate_hz);
  std::vector<float> samples(count);
  std::vector<double> from(kPartials), to(kPartials);
  const double f0 = 100 + 80 * uniform(random);
  size_t begin = 0;
  while (begin < count) {
    const auto length = static_cast<size_t>((0.09 + 0.16 * uniform(random)) * rate_hz);
    const bool pause = uniform(random) < 0.15;
    const double formant = 300 + 2200 * uniform(random), second = 800 + 2500 * uniform(random);
    for (int k = 0; k < kPartials; ++k) {
      const double hz = f0 * (k + 1);
      const double shape = std::exp(-std::pow((hz - formant) / 250, 2)) +
                           0.6 * std::exp(-std::pow((hz - second) / 350, 2)) + 0.02;
      from[static_cast<size_t>(k)] = to[static_cast<size_t>(k)];
      to[static_cast<size_t>(k)] = pause ? 0 : 0.11 * shape;
    }
    for (size_t i = begin; i < std::min(count, begin + length); ++i) {
      const double share = static_cast<double>(i - begin) / static_cast<double>(length);
      const double t = static_cast<double>(i) / rate_hz;
      for (int k = 0; k < kPartials; ++k) {
        const auto p = static_cast<size_t>(k);
        const double level = from[p] + (to[p] - from[p]) * std::min(1.0, 3 * share);
        samples[i] +=
            static_cast<float>(level * std::sin(2 * std::numbers::pi * f0 * (k + 1) * t));
      }
    }
    begin += length;
  }
  return samples;
}

// As a loudspeaker in a room gives it back: late, quieter, with a reverberation of 100 ms.
inline std::vector<float> InRoom(const std::vector<float>& played, size_t delay, double gain_db) {
  constexpr size_t kRoomSamples = 1600;
  std::mt19937 random(5);
  std::normal_distribution<float> normal(0, 1);
  std::vector<float> response(kRoomSamples);
  float energy = 0;
  for (size_t i = 0; i < kRoomSamples; ++i) {
    response[i] = (i == 0 ? 4 : normal(random)) * std::exp(-static_cast<float>(i) / 480);
    energy += response[i] * response[i];
  }
  const auto gain = static_cast<float>(std::pow(10, gain_db / 20)) / std::sqrt(energy);
  std::vector<float> heard(played.size());
  // Every eighth reflection is enough for a test.
  for (size_t k = 0; k < kRoomSamples; k += k == 0 ? 1 : 8) {
    for (size_t i = delay + k; i < heard.size(); ++i) {
      heard[i] += gain * response[k] * played[i - delay - k];
    }
  }
  return heard;
}

}  // namespace vivavoce::audio
