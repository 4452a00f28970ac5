#include "audio/log_mel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vivavoce::audio::log_mel_test {
namespace {

std::vector<float> Sine(float hz, size_t count) {
  std::vector<float> samples(count);
  for (size_t i = 0; i < count; ++i) {
    samples[i] = std::sin(2 * std::numbers::pi_v<float> * hz * static_cast<float>(i) / 16000);
  }
  return samples;
}

TEST(MelFilterbankTest, TrianglesOverlapAndHaveUnitArea) {
  const MelConfig config;
  const std::vector<float> weights = MelFilterbank(config);
  ASSERT_EQ(weights.size(), 80u * 201u);
  for (size_t mel = 0; mel < 80; ++mel) {
    float sum = 0, peak = 0;
    for (size_t bin = 0; bin < 201; ++bin) {
      const float w = weights[mel * 201 + bin];
      ASSERT_GE(w, 0);
      sum += w;
      peak = std::max(peak, w);
    }
    ASSERT_GT(peak, 0) << "filter " << mel << " sees nothing";
    // Bins are 40 Hz apart; the low triangles are hardly wider, so their sum is coarse.
    EXPECT_NEAR(sum * 40, 1.0, mel < 40 ? 0.5 : 0.1) << "filter " << mel;
  }
}

// librosa.filters.mel(sr=16000, n_fft=400, n_mels=80), the table Whisper ships.
TEST(MelFilterbankTest, EqualsReferenceValues) {
  const std::vector<float> weights = MelFilterbank({});
  EXPECT_FLOAT_EQ(weights[0 * 201 + 1], 0.024862595f);
  EXPECT_FLOAT_EQ(weights[1 * 201 + 1], 0.001990822f);
  EXPECT_FLOAT_EQ(weights[79 * 201 + 196], 0.001795036f);
}

TEST(MelSpectrumTest, SineLightsTheFilterAroundItsFrequency) {
  auto mel = MelSpectrum::Create({});
  ASSERT_TRUE(mel);
  const std::vector<float> weights = MelFilterbank({});
  const auto power = mel->Power(Sine(2000, 16000));  // bin 50
  ASSERT_TRUE(power);
  const size_t frames = 101;
  ASSERT_EQ(power->size(), 80 * frames);
  size_t expected = 0, loudest = 0;
  for (size_t m = 0; m < 80; ++m) {
    if (weights[m * 201 + 50] > weights[expected * 201 + 50]) expected = m;
    if ((*power)[m * frames + 50] > (*power)[loudest * frames + 50]) loudest = m;
  }
  EXPECT_EQ(loudest, expected);
}

TEST(MelSpectrumTest, FramesDoNotDependOnTheirNeighbourInTheTransform) {
  auto mel = MelSpectrum::Create({});
  std::vector<float> samples = Sine(500, 3200);
  std::fill(samples.begin() + 1600, samples.end(), 0.0f);
  const auto both = mel->Power(samples);
  ASSERT_TRUE(both);
  const size_t frames = 21;
  for (size_t m = 0; m < 80; ++m) EXPECT_LT((*both)[m * frames + 18], 1e-9f);
}

TEST(MelSpectrumTest, TooFewSamplesToReflectIsAnError) {
  auto mel = MelSpectrum::Create({});
  EXPECT_FALSE(mel->Power(std::vector<float>(200)));
  EXPECT_FALSE(mel->Power({}));
  EXPECT_TRUE(mel->Power(std::vector<float>(201)));
}

TEST(MelSpectrumTest, ConfigNamesTheWrongField) {
  EXPECT_EQ(MelSpectrum::Create({.window = 401}).error().field, "window");
  EXPECT_EQ(MelSpectrum::Create({.hop = 0}).error().field, "hop");
  EXPECT_EQ(MelSpectrum::Create({.mels = 0}).error().field, "mels");
  EXPECT_EQ(MelSpectrum::Create({.high_hz = 8001}).error().field, "high_hz");
  EXPECT_EQ(MelSpectrum::Create({.low_hz = 9000}).error().field, "low_hz");
}

TEST(WhisperLogScaleTest, SpansEightDecadesBelowTheLoudest) {
  std::vector<float> power = {1.0f, 1e-4f, 0.0f};
  WhisperLogScale(power);
  EXPECT_FLOAT_EQ(power[0], 1.0f);
  EXPECT_FLOAT_EQ(power[1], 0.0f);
  EXPECT_FLOAT_EQ(power[2], -1.0f);
}

}  // namespace
}  // namespace vivavoce::audio::log_mel_test
