#include "audio/loudness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace vivavoce::audio::loudness_test {
namespace {

TEST(LoudnessTest, SquareIsZeroAndSineThreeBelow) {
  std::vector<float> square(1000, 1.0f), sine(16000);
  for (size_t i = 0; i < sine.size(); ++i) {
    sine[i] = std::sin(2 * std::numbers::pi_v<float> * 100 * static_cast<float>(i) / 16000);
  }
  EXPECT_FLOAT_EQ(RmsDbfs(square), 0.0f);
  EXPECT_NEAR(RmsDbfs(sine), -3.01f, 0.01f);
  EXPECT_NEAR(PeakDbfs(sine), 0.0f, 0.01f);
}

TEST(LoudnessTest, EverySampleCounts) {
  for (size_t size = 1; size <= 9; ++size) {
    for (size_t loud = 0; loud < size; ++loud) {
      std::vector<float> samples(size, 0.0f);
      samples[loud] = 1;
      EXPECT_NEAR(RmsDbfs(samples), -10 * std::log10(static_cast<double>(size)), 1e-4);
    }
  }
}

TEST(LoudnessTest, SilenceAndNothingAreTheFloor) {
  EXPECT_EQ(RmsDbfs({}), kSilenceDbfs);
  EXPECT_EQ(PeakDbfs({}), kSilenceDbfs);
  EXPECT_EQ(RmsDbfs(std::vector<float>(100, 0.0f)), kSilenceDbfs);
  EXPECT_EQ(RmsDbfs(std::vector<float>(100, 1e-30f)), kSilenceDbfs);
}

}  // namespace
}  // namespace vivavoce::audio::loudness_test
