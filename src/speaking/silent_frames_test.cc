#include "speaking/silent_frames.h"

#include <gmock/gmock.h>

#include <numeric>

namespace vivavoce::speaking::silent_frames_test {
namespace {

using ::testing::ElementsAre;
using ::testing::Each;
using ::testing::Ge;

// 's' silence, 'x' sound.
std::vector<bool> Silences(std::string_view pattern) {
  std::vector<bool> silent;
  for (const char c : pattern) silent.push_back(c == 's');
  return silent;
}

std::string Repeated(int count, char c) { return std::string(static_cast<size_t>(count), c); }

TEST(SilentFramesTest, ShortSilencesAndSoundStayWhole) {
  for (const char* pattern : {"x", "xxxx", "s", "sssxxxss", "xxssssssxx"}) {
    const KeptFrames kept = KeepSounding(Silences(pattern));
    EXPECT_EQ(kept.frames, KeepAll(std::string_view(pattern).size()).frames) << pattern;
    EXPECT_THAT(kept.weights, Each(1.0f)) << pattern;
  }
}

TEST(SilentFramesTest, OfALongSilenceTheEdgesStandForTheRest) {
  const std::string pattern = Repeated(30, 's') + Repeated(5, 'x') + Repeated(20, 's') +
                              Repeated(5, 'x') + Repeated(40, 's');
  const std::vector<bool> silent = Silences(pattern);
  const KeptFrames kept = KeepSounding(silent);
  ASSERT_EQ(kept.frames.size(), kept.weights.size());
  EXPECT_EQ(kept.frames.size(), 50u);  // 8 and 6, 5, 6 and 6, 5, 6 and 8
  // Every sounding frame is there, and once.
  size_t sounding = 0;
  for (size_t i = 0; i < kept.frames.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(kept.frames[i - 1], kept.frames[i]);
    }
    if (silent[kept.frames[i]]) continue;
    ++sounding;
    EXPECT_EQ(kept.weights[i], 1);
  }
  EXPECT_EQ(sounding, 10u);
  EXPECT_THAT(kept.weights, Each(Ge(1.0f)));
  EXPECT_FLOAT_EQ(std::accumulate(kept.weights.begin(), kept.weights.end(), 0.0f),
                  static_cast<float>(pattern.size()));
  // The clause begins and ends as it did.
  EXPECT_EQ(kept.frames.front(), 0u);
  EXPECT_EQ(kept.frames.back(), pattern.size() - 1);
}

TEST(SilentFramesTest, AClauseOfSilenceKeepsItsEnds) {
  const KeptFrames kept = KeepSounding(std::vector<bool>(100, true));
  EXPECT_LT(kept.frames.size(), 20u);
  EXPECT_EQ(kept.frames.front(), 0u);
  EXPECT_EQ(kept.frames.back(), 99u);
}

TEST(SilentFramesTest, ValuesOfKeptTakesTheFramesOfEachChannelAndWhatFollowsTheLast) {
  const KeptFrames kept{{0, 2}, {1, 1}};
  // Two channels of three frames of two values, and one value more.
  const std::vector<float> values = {0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16};
  EXPECT_THAT(ValuesOfKept(values, 2, 2, 1, kept),
              ElementsAre(0, 1, 4, 5, 6, 10, 11, 14, 15, 16));
}

TEST(SilentFramesTest, WhatIsNotKeptIsSilent) {
  EXPECT_THAT(WithSilence(std::vector<float>{1, 2, 3, 4}, 2, {{0, 3}, {1, 1}}, 4),
              ElementsAre(1, 2, 0, 0, 0, 0, 3, 4));
}

}  // namespace
}  // namespace vivavoce::speaking::silent_frames_test
