#include "audio/resampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace vivavoce::audio::resampler_test {
namespace {

std::vector<float> Sine(double hz, int rate, size_t count) {
  std::vector<float> samples(count);
  for (size_t i = 0; i < count; ++i) {
    samples[i] = static_cast<float>(
        0.5 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
  }
  return samples;
}

// Signal over difference in dB, away from the ends, where the filter sees the border.
double SnrDb(const std::vector<float>& expected, const std::vector<float>& actual, size_t edge) {
  double signal = 0, noise = 0;
  for (size_t i = edge; i + edge < std::min(expected.size(), actual.size()); ++i) {
    signal += expected[i] * expected[i];
    noise += (expected[i] - actual[i]) * (expected[i] - actual[i]);
  }
  return 10 * std::log10(signal / noise);
}

struct Rates {
  int in_hz, out_hz;
};
class ResamplerTest : public ::testing::TestWithParam<Rates> {};
INSTANTIATE_TEST_SUITE_P(CommonRates, ResamplerTest,
                         ::testing::Values(Rates{8000, 16000}, Rates{24000, 16000},
                                           Rates{48000, 16000}, Rates{44100, 16000},
                                           Rates{24000, 48000}, Rates{22050, 24000},
                                           Rates{11025, 16000}, Rates{96000, 16000}));

TEST_P(ResamplerTest, SineStaysWhereItIsInTime) {
  const auto [in_hz, out_hz] = GetParam();
  const auto out = Resample(Sine(440, in_hz, static_cast<size_t>(in_hz)), in_hz, out_hz);
  ASSERT_TRUE(out);
  EXPECT_EQ(out->size(), static_cast<size_t>(out_hz));
  EXPECT_GT(SnrDb(Sine(440, out_hz, out->size()), *out, 400), 60.0);
}

TEST_P(ResamplerTest, ChunksGiveTheSameSamplesAsTheWhole) {
  const auto [in_hz, out_hz] = GetParam();
  const std::vector<float> input = Sine(300, in_hz, 5003);
  const auto whole = Resample(input, in_hz, out_hz);
  auto resampler = Resampler::Create(in_hz, out_hz);
  ASSERT_TRUE(whole && resampler);
  for (const size_t chunk : {1u, 37u, 480u}) {
    std::vector<float> joined;
    for (size_t at = 0; at < input.size(); at += chunk) {
      const auto part =
          resampler->Process(std::span(input).subspan(at, std::min(chunk, input.size() - at)));
      joined.insert(joined.end(), part.begin(), part.end());
    }
    const auto rest = resampler->Flush();
    joined.insert(joined.end(), rest.begin(), rest.end());
    ASSERT_EQ(joined.size(), whole->size());
    EXPECT_GT(SnrDb(*whole, joined, 0), 100.0) << "chunks of " << chunk;
  }
}

TEST_P(ResamplerTest, OutputLagsByNoMoreThanTheStatedLatency) {
  const auto [in_hz, out_hz] = GetParam();
  auto resampler = Resampler::Create(in_hz, out_hz);
  ASSERT_TRUE(resampler);
  const size_t given = 4800;
  const auto out = resampler->Process(Sine(300, in_hz, given));
  const double covered = static_cast<double>(out.size()) / out_hz * in_hz;
  EXPECT_GE(covered, static_cast<double>(given) - resampler->latency_samples() - 2);
}

TEST(ResamplerTest, EqualRatesChangeNothing) {
  const std::vector<float> input = Sine(440, 16000, 100);
  EXPECT_EQ(Resample(input, 16000, 16000), input);
}

TEST(ResamplerTest, SoundAboveTheNewNyquistFrequencyIsRemoved) {
  const auto out = Resample(Sine(10000, 48000, 48000), 48000, 16000);
  float peak = 0;
  for (size_t i = 400; i + 400 < out->size(); ++i) peak = std::max(peak, std::abs((*out)[i]));
  EXPECT_LT(peak, 0.001f);
}

TEST(ResamplerTest, NothingInNothingOut) {
  EXPECT_TRUE(Resample({}, 48000, 16000)->empty());
  EXPECT_EQ(Resample(std::vector<float>(1, 0.5f), 48000, 16000)->size(), 1u);
}

TEST(ResamplerTest, ExtremeRatiosKeepTheDuration) {
  EXPECT_EQ(Resample(std::vector<float>(1000), 1000, 384000)->size(), 384000u);
  EXPECT_EQ(Resample(std::vector<float>(384000), 384000, 1000)->size(), 1000u);
  EXPECT_EQ(Resample(std::vector<float>(44099), 44099, 16000)->size(), 16000u);
}

TEST(ResamplerTest, ValuesOutOfRangeAreNamed) {
  EXPECT_EQ(Resampler::Create(0, 16000).error().field, "in_hz");
  EXPECT_EQ(Resampler::Create(-8000, 16000).error().field, "in_hz");
  EXPECT_EQ(Resampler::Create(16000, 500000).error().field, "out_hz");
  EXPECT_EQ(Resampler::Create(8000, 16000, 11).error().field, "quality");
}

}  // namespace
}  // namespace vivavoce::audio::resampler_test
