#include "audio/polyphase_filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace vivavoce::audio::polyphase_filter_test {
namespace {

constexpr PolyphaseFilter::Design kDown = {
    .up = 2, .down = 3, .length = 48, .cutoff = 0.895, .beta = 8};

// In dB, of a sine that goes from 24 to 16 kHz.
double GainDb(double hz) {
  PolyphaseFilter filter(kDown);
  std::vector<float> in(24000), out;
  for (size_t i = 0; i < in.size(); ++i) {
    in[i] = static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / 24000));
  }
  filter.Process(in, out);
  double power = 0;
  for (size_t i = 2000; i < 14000; ++i) power += out[i] * out[i];
  return 10 * std::log10(power / 6000 + 1e-12);
}

// The values are those of speexdsp's resampler at quality 3, run on the same sines.
TEST(PolyphaseFilterTest, HasSpeexdspsResponse) {
  EXPECT_NEAR(GainDb(1000), 0, 0.01);
  EXPECT_NEAR(GainDb(6000), 0, 0.01);
  EXPECT_NEAR(GainDb(6800), -1.05, 0.02);
  EXPECT_NEAR(GainDb(7000), -3.09, 0.02);
  EXPECT_NEAR(GainDb(7200), -6.98, 0.02);
  EXPECT_NEAR(GainDb(7600), -23.44, 0.05);
  EXPECT_LT(GainDb(9000), -80);
}

TEST(PolyphaseFilterTest, PiecesOfAnySizeGiveTheSame) {
  std::vector<float> in(997);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i * i % 101) / 101 - 0.5f;
  for (const auto& [up, down] : {std::pair{2, 3}, {1, 3}, {2, 1}, {3, 2}, {1, 6}, {4, 5}}) {
    PolyphaseFilter whole({.up = up, .down = down});
    std::vector<float> expected;
    whole.Process(in, expected);
    for (const size_t piece : {1u, 2u, 7u, 320u}) {
      PolyphaseFilter filter({.up = up, .down = down});
      std::vector<float> out;
      for (size_t at = 0; at < in.size(); at += piece) {
        filter.Process(std::span(in).subspan(at, std::min(piece, in.size() - at)), out);
      }
      ASSERT_EQ(out.size(), expected.size()) << up << "/" << down << " by " << piece;
      for (size_t i = 0; i < out.size(); ++i) ASSERT_NEAR(out[i], expected[i], 1e-6) << i;
    }
  }
}

TEST(PolyphaseFilterTest, AResetForgetsEverything) {
  PolyphaseFilter filter(kDown), other(kDown);
  std::vector<float> dropped, first, second;
  filter.Process(std::vector<float>(100, 0.7f), dropped);
  filter.Reset();
  const std::vector<float> in(200, 0.25f);
  filter.Process(in, first);
  other.Process(in, second);
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace vivavoce::audio::polyphase_filter_test
