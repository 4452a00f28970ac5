#include "llm/text_stream.h"

#include <gtest/gtest.h>

namespace vivavoce::llm::text_stream_test {
namespace {

TEST(TextStream, HandsOnTextAtOnceWhenNothingIsInDoubt) {
  TextStream stream({"\nUser:"});
  EXPECT_EQ(stream.Push("Hello"), "Hello");
  EXPECT_EQ(stream.Push(", you"), ", you");
  EXPECT_EQ(stream.Finish(), "");
}

TEST(TextStream, NeverEmitsHalfACharacter) {
  TextStream stream({});
  EXPECT_EQ(stream.Push("\xE5\xB0"), "");
  EXPECT_EQ(stream.Push("\x8F\xE8"), "小");
  EXPECT_EQ(stream.Push("\xB7\x83"), "跃");
}

TEST(TextStream, DropsACharacterThatNeverEnds) {
  TextStream stream({});
  EXPECT_EQ(stream.Push("ok\xE5\xB0"), "ok");
  EXPECT_EQ(stream.Finish(), "");
}

TEST(TextStream, ReplacesInvalidBytesByTheReplacementCharacter) {
  TextStream stream({});
  EXPECT_EQ(stream.Push("a\xFF"), "a\xEF\xBF\xBD");
  EXPECT_EQ(stream.Push("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
  EXPECT_EQ(stream.Push("\xE5x"), "\xEF\xBF\xBDx");                // cut short by another character
}

TEST(TextStream, StopsAtAStopStringAndKeepsItOut) {
  TextStream stream({"END"});
  EXPECT_EQ(stream.Push("one END two"), "one ");
  EXPECT_TRUE(stream.stopped());
  EXPECT_EQ(stream.Push("more"), "");
  EXPECT_EQ(stream.Finish(), "");
}

TEST(TextStream, HoldsBackABegunStopStringUntilItIsDecided) {
  TextStream stream({"<stop>"});
  EXPECT_EQ(stream.Push("a<st"), "a");
  EXPECT_EQ(stream.Push("ay"), "<stay");
  EXPECT_EQ(stream.Push("<st"), "");
  EXPECT_EQ(stream.Push("op>b"), "");
  EXPECT_TRUE(stream.stopped());
}

TEST(TextStream, GivesHeldTextBackAtTheEnd) {
  TextStream stream({"<stop>"});
  EXPECT_EQ(stream.Push("a<st"), "a");
  EXPECT_EQ(stream.Finish(), "<st");
}

TEST(TextStream, TheEarliestOfSeveralStopStringsWins) {
  TextStream stream({"two", "one"});
  EXPECT_EQ(stream.Push("zero one two"), "zero ");
}

TEST(TextStream, AStopStringThatRepeatsItsOwnBeginningIsFound) {
  TextStream stream({"aab"});
  EXPECT_EQ(stream.Push("a"), "");
  EXPECT_EQ(stream.Push("a"), "");
  EXPECT_EQ(stream.Push("a"), "a");
  EXPECT_EQ(stream.Push("b"), "");
  EXPECT_TRUE(stream.stopped());
}

TEST(TextStream, ChineseStopStringsAreFoundByteByByte) {
  TextStream stream({"用户："});
  std::string text;
  for (const char byte : std::string("好的。用户：你好"))
    text += stream.Push(std::string_view(&byte, 1));
  EXPECT_EQ(text, "好的。");
}

}  // namespace
}  // namespace vivavoce::llm::text_stream_test
