#include "dialogue/spoken_words.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::spoken_words_test {
namespace {

TEST(PlaceWordsTest, PlainTextKeepsItsOffsets) {
  const auto words =
      PlaceWords("Hi there. ", "Hi there. ", {{0, 2, 0, 100}, {3, 8, 100, 300}}, 10, 1000);
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[0].text_end, 12u);
  EXPECT_EQ(words[1].text_end, 18u);
  EXPECT_EQ(words[1].start_sample, 1100);
  EXPECT_EQ(words[1].end_sample, 1300);
}

TEST(PlaceWordsTest, MarkUpThatIsNotSpokenIsSteppedOver) {
  const auto words = PlaceWords("*Hi* there", "Hi there", {{0, 2, 0, 1}, {3, 8, 1, 2}}, 0, 0);
  EXPECT_EQ(words[0].text_end, 3u);
  EXPECT_EQ(words[1].text_end, 10u);
}

TEST(PlaceWordsTest, EndsNeverFallWhenAWordReadsOtherwise) {
  const auto words =
      PlaceWords("at 3 pm", "at three pm", {{0, 2, 0, 1}, {3, 8, 1, 2}, {9, 11, 2, 3}}, 0, 0);
  EXPECT_EQ(words[0].text_end, 2u);
  EXPECT_EQ(words[1].text_end, 2u);
  EXPECT_EQ(words[2].text_end, 7u);
}

TEST(PlaceWordsTest, OffsetsBeyondTheSpeechAreCut) {
  const auto words = PlaceWords("Hi", "Hi", {{0, 99, 0, 1}, {50, 60, 1, 2}}, 0, 0);
  EXPECT_EQ(words[0].text_end, 2u);
  EXPECT_EQ(words[1].text_end, 2u);
}

}  // namespace
}  // namespace vivavoce::dialogue::spoken_words_test
