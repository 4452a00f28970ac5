#include "audio/g711.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace vivavoce::audio::g711_test {
namespace {

class G711Test : public ::testing::TestWithParam<G711Law> {};
INSTANTIATE_TEST_SUITE_P(Laws, G711Test, ::testing::Values(G711Law::kMuLaw, G711Law::kALaw));

TEST_P(G711Test, EveryCodeSurvivesTheRoundTrip) {
  for (int code = 0; code < 256; ++code) {
    const int16_t sample = DecodeG711(GetParam(), static_cast<uint8_t>(code));
    const uint8_t again = EncodeG711(GetParam(), sample);
    // mu-law has two zeros, 0xff and 0x7f; the encoder knows one.
    if (GetParam() == G711Law::kMuLaw && code == 0x7f) {
      EXPECT_EQ(again, 0xff);
    } else {
      EXPECT_EQ(again, code) << "sample " << sample;
    }
  }
}

// A segment covers one octave with 16 steps, so half a step is at most 1/32 of the sample.
TEST_P(G711Test, ErrorIsAtMostHalfAStep) {
  for (int sample = -32000; sample <= 32000; ++sample) {
    const int16_t decoded =
        DecodeG711(GetParam(), EncodeG711(GetParam(), static_cast<int16_t>(sample)));
    ASSERT_LE(std::abs(decoded - sample), std::abs(sample) / 32 + 8) << sample;
  }
}

TEST_P(G711Test, ExtremesAreClippedNotWrapped) {
  EXPECT_GT(DecodeG711(GetParam(), EncodeG711(GetParam(), 32767)), 31000);
  EXPECT_LT(DecodeG711(GetParam(), EncodeG711(GetParam(), -32768)), -31000);
}

TEST_P(G711Test, SineKeepsMoreThan35DbOfSignal) {
  double signal = 0, noise = 0;
  std::vector<float> sine(8000);
  for (size_t i = 0; i < sine.size(); ++i) {
    sine[i] =
        0.5f * std::sin(2.0f * std::numbers::pi_v<float> * 437.0f * static_cast<float>(i) / 8000);
  }
  const std::vector<float> back = G711ToFloat(GetParam(), FloatToG711(GetParam(), sine));
  ASSERT_EQ(back.size(), sine.size());
  for (size_t i = 0; i < sine.size(); ++i) {
    signal += sine[i] * sine[i];
    noise += (sine[i] - back[i]) * (sine[i] - back[i]);
  }
  EXPECT_GT(10 * std::log10(signal / noise), 35.0);
}

// Recommendation G.711, tables 1a and 2a: first and last decoder values, scaled to 16 bits.
TEST(G711TableTest, KnownCodes) {
  EXPECT_EQ(DecodeG711(G711Law::kMuLaw, 0xff), 0);
  EXPECT_EQ(DecodeG711(G711Law::kMuLaw, 0x80), 32124);
  EXPECT_EQ(DecodeG711(G711Law::kMuLaw, 0x00), -32124);
  EXPECT_EQ(DecodeG711(G711Law::kALaw, 0xd5), 8);
  EXPECT_EQ(DecodeG711(G711Law::kALaw, 0x55), -8);
  EXPECT_EQ(DecodeG711(G711Law::kALaw, 0xaa), 32256);
  EXPECT_EQ(DecodeG711(G711Law::kALaw, 0x2a), -32256);
}

}  // namespace
}  // namespace vivavoce::audio::g711_test
