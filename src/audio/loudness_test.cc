#include "audio/loudness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace vivavoce::audio {
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

TEST(LoudnessTest, SilenceAndNothingAreTheFloor) {
  EXPECT_EQ(RmsDbfs({}), kSilenceDbfs);
  EXPECT_EQ(PeakDbfs({}), kSilenceDbfs);
  EXPECT_EQ(RmsDbfs(std::vector<float>(100, 0.0f)), kSilenceDbfs);
  EXPECT_EQ(RmsDbfs(std::vector<float>(100, 1e-30f)), kSilenceDbfs);
}

}  // namespace
}  // namespace vivavoce::audio
