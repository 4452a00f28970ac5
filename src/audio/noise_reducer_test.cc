#include "audio/noise_reducer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace vivavoce::audio::noise_reducer_test {
namespace {

constexpr int kRateHz = 16000;

// A vowel-like sound (harmonics of 150 Hz) of half a second, twice a second.
std::vector<float> Syllables(double seconds, double level) {
  std::vector<float> samples(static_cast<size_t>(seconds * kRateHz));
  for (size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    if (std::fmod(t, 1.0) < 0.5) continue;
    for (int harmonic = 1; harmonic <= 12; ++harmonic) {
      samples[i] += static_cast<float>(
          level / harmonic * std::sin(2 * std::numbers::pi * 150 * harmonic * t));
    }
  }
  return samples;
}

std::vector<float> Hiss(size_t count, float level) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal(0, level);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = normal(random);
  return samples;
}

std::vector<float> Reduced(const NoiseReducerOptions& options, const std::vector<float>& input) {
  auto reducer = NoiseReducer::Create(options);
  EXPECT_TRUE(reducer) << reducer.error().ToString();
  std::vector<float> output;
  // In pieces as they come from a wire.
  for (size_t at = 0; at < input.size(); at += 333) {
    reducer->Process(std::span(input).subspan(at, std::min<size_t>(333, input.size() - at)),
                     output);
  }
  return output;
}

// Of the stretches with a voice, or of those without; the first two seconds are for learning.
double LevelDb(const std::vector<float>& samples, bool voiced) {
  double power = 0;
  int count = 0;
  for (size_t i = 2 * kRateHz; i < samples.size(); ++i) {
    const double phase = std::fmod(static_cast<double>(i) / kRateHz, 1.0);
    const bool inside = voiced ? phase > 0.55 && phase < 0.95 : phase > 0.1 && phase < 0.45;
    if (!inside) continue;
    power += samples[i] * samples[i];
    ++count;
  }
  return 10 * std::log10(power / count + 1e-12);
}

TEST(NoiseReducerTest, NoiseGoesDownAndTheVoiceStays) {
  const std::vector<float> voice = Syllables(6, 0.1);
  std::vector<float> noisy = voice;
  const std::vector<float> hiss = Hiss(noisy.size(), 0.01f);
  for (size_t i = 0; i < noisy.size(); ++i) noisy[i] += hiss[i];
  for (const float suppress_db : {10.f, 20.f}) {
    const auto clean = Reduced({.suppress_db = suppress_db}, noisy);
    EXPECT_LT(LevelDb(clean, false), LevelDb(noisy, false) - 0.7 * suppress_db);
    EXPECT_NEAR(LevelDb(clean, true), LevelDb(voice, true), 1.5);
  }
}

TEST(NoiseReducerTest, SoundStaysWhereItIsInTime) {
  const std::vector<float> voice = Syllables(4, 0.1);
  const auto clean = Reduced({}, voice);
  ASSERT_GE(clean.size() + kRateHz / 50, voice.size());
  ASSERT_LE(clean.size(), voice.size());
  // The best shift of the output against the input.
  int best = -1;
  double most = 0;
  for (int shift = -320; shift <= 320; ++shift) {
    double sum = 0;
    for (size_t i = 2 * kRateHz; i < 3 * kRateHz; ++i) {
      sum += voice[i] * clean[static_cast<size_t>(static_cast<int>(i) + shift)];
    }
    if (sum > most) most = sum, best = shift;
  }
  EXPECT_EQ(best, 0);
}

TEST(NoiseReducerTest, AQuietVoiceIsBroughtUpWhenAsked) {
  const std::vector<float> quiet = Syllables(12, 0.004);
  const double before = LevelDb(quiet, true);
  EXPECT_NEAR(LevelDb(Reduced({}, quiet), true), before, 1.5);
  const double after = LevelDb(Reduced({.most_gain_db = 20}, quiet), true);
  EXPECT_GT(after, before + 6);
  EXPECT_LT(after, before + 20.5);
}

TEST(NoiseReducerTest, SilenceStaysSilent) {
  for (const float sample : Reduced({.most_gain_db = 20}, std::vector<float>(kRateHz))) {
    ASSERT_LT(std::abs(sample), 1e-3f);
  }
}

TEST(NoiseReducerTest, AWrongOptionIsNamed) {
  EXPECT_EQ(NoiseReducer::Create({.sample_rate_hz = 4000}).error().field, "sample_rate_hz");
  EXPECT_EQ(NoiseReducer::Create({.suppress_db = 0}).error().field, "suppress_db");
  EXPECT_EQ(NoiseReducer::Create({.most_gain_db = 40}).error().field, "most_gain_db");
}

}  // namespace
}  // namespace vivavoce::audio::noise_reducer_test
