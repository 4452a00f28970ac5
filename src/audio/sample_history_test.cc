#include "audio/sample_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace vivavoce::audio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<float> Ramp(int64_t from, int64_t count) {
  std::vector<float> samples(static_cast<size_t>(count));
  std::iota(samples.begin(), samples.end(), static_cast<float>(from));
  return samples;
}

TEST(SampleHistoryTest, GivesBackSamplesByTheirPositionInTheStream) {
  SampleHistory history(10);
  history.Append(Ramp(0, 4));
  history.Append(Ramp(4, 3));
  EXPECT_THAT(*history.Read(2, 6), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(*history.Read(7, 7), IsEmpty());
}

TEST(SampleHistoryTest, OldSamplesAreDroppedAndAskingForThemSaysWhatIsHeld) {
  SampleHistory history(5);
  history.Append(Ramp(0, 8));
  EXPECT_EQ(history.begin(), 3);
  EXPECT_EQ(history.end(), 8);
  EXPECT_THAT(*history.Read(3, 8), ElementsAre(3, 4, 5, 6, 7));
  EXPECT_THAT(history.Read(2, 5).error().message, HasSubstr("[3, 8)"));
  EXPECT_FALSE(history.Read(5, 9));
  EXPECT_FALSE(history.Read(6, 5));
  EXPECT_FALSE(history.Read(-1, 2));
}

TEST(SampleHistoryTest, TrimForgetsButNeverBringsBack) {
  SampleHistory history(10);
  history.Append(Ramp(0, 10));
  history.Trim(6);
  EXPECT_EQ(history.begin(), 6);
  history.Trim(2);
  EXPECT_EQ(history.begin(), 6);
  history.Trim(1000);
  EXPECT_EQ(history.begin(), 10);
  history.Append(Ramp(10, 2));
  EXPECT_THAT(*history.Read(10, 12), ElementsAre(10, 11));
}

TEST(SampleHistoryTest, AgreesWithAnUnboundedStreamUnderRandomUse) {
  std::mt19937 random(7);
  SampleHistory history(97);
  int64_t end = 0;
  for (int round = 0; round < 5000; ++round) {
    const auto count = static_cast<int64_t>(random() % 150);
    history.Append(Ramp(end, count));
    end += count;
    if (random() % 10 == 0) history.Trim(end - static_cast<int64_t>(random() % 97));
    ASSERT_EQ(history.end(), end);
    ASSERT_LE(history.end() - history.begin(), 97);
    const int64_t held = history.end() - history.begin();
    const int64_t from = history.begin() + static_cast<int64_t>(random() % (held + 1));
    const int64_t to = from + static_cast<int64_t>(random() % (end - from + 1));
    ASSERT_EQ(*history.Read(from, to), Ramp(from, to - from));
  }
}

}  // namespace
}  // namespace vivavoce::audio
