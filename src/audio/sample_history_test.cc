#include "audio/sample_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace vivavoce::audio::sample_history_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Each sample tells its position, as far as a float can.
std::vector<float> Ramp(int64_t from, int64_t count) {
  std::vector<float> samples(static_cast<size_t>(count));
  for (float& sample : samples) sample = static_cast<float>(from++ % (1 << 20));
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

// Of a small one, which is whole from the start, and of one that grows.
class SampleHistorySizeTest : public ::testing::TestWithParam<int64_t> {};

TEST_P(SampleHistorySizeTest, AgreesWithAnUnboundedStreamUnderRandomUse) {
  const int64_t capacity = GetParam();
  std::mt19937 random(7);
  SampleHistory history(capacity);
  int64_t end = 0;
  for (int round = 0; round < 2000; ++round) {
    const auto count = static_cast<int64_t>(random() % (capacity * 3 / 2));
    history.Append(Ramp(end, count));
    end += count;
    if (random() % 10 == 0) history.Trim(end - static_cast<int64_t>(random() % capacity));
    ASSERT_EQ(history.end(), end);
    ASSERT_LE(history.end() - history.begin(), capacity);
    const int64_t held = history.end() - history.begin();
    const int64_t from = history.begin() + static_cast<int64_t>(random() % (held + 1));
    const int64_t to = from + static_cast<int64_t>(random() % (end - from + 1));
    ASSERT_EQ(*history.Read(from, to), Ramp(from, to - from));
  }
}
INSTANTIATE_TEST_SUITE_P(Sizes, SampleHistorySizeTest, ::testing::Values(97, 40'000));

TEST(SampleHistoryTest, GrowsWithWhatIsHeldAndKeepsIt) {
  SampleHistory history(100'000);
  for (int64_t end = 0; end < 90'000; end += 450) history.Append(Ramp(end, 450));
  EXPECT_EQ(history.begin(), 0);
  EXPECT_EQ(*history.Read(0, 90'000), Ramp(0, 90'000));
}

}  // namespace
}  // namespace vivavoce::audio::sample_history_test
