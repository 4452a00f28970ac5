#include "base/key_lines.h"

#include <gtest/gtest.h>

namespace vivavoce::key_lines_test {
namespace {

TEST(KeyLinesTest, GivesKeysAndTheRestAndLeavesOutCommentsAndEmptyLines) {
  KeyLines lines("# made by hand\nname a b\n\nempty\nlast 3");
  ASSERT_TRUE(lines.Next());
  EXPECT_EQ(lines.key(), "name");
  EXPECT_EQ(lines.value(), "a b");
  EXPECT_EQ(lines.number(), 2);
  ASSERT_TRUE(lines.Next());
  EXPECT_EQ(lines.key(), "empty");
  EXPECT_EQ(lines.value(), "");
  ASSERT_TRUE(lines.Next());
  EXPECT_EQ(lines.number(), 5);
  int number = 0;
  EXPECT_TRUE(ReadNumber(lines.value(), number));
  EXPECT_EQ(number, 3);
  EXPECT_FALSE(lines.Next());
}

TEST(KeyLinesTest, ANumberIsNothingElse) {
  float number = 0;
  for (const char* text : {"", "x", "1x", "1 2", " 1"}) EXPECT_FALSE(ReadNumber(text, number)) << text;
  EXPECT_TRUE(ReadNumber("-2.5e-1", number));
  EXPECT_EQ(number, -0.25f);
}

}  // namespace
}  // namespace vivavoce::key_lines_test
