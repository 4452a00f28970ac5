#include "text/utf8.h"

#include <gtest/gtest.h>

#include <random>

namespace vivavoce::text::utf8_test {
namespace {

TEST(Utf8Test, EveryScalarSurvivesTheRoundTrip) {
  for (char32_t c = 0; c <= 0x10FFFF; c += 7) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string bytes;
    AppendUtf8(bytes, c);
    const Utf8Char decoded = DecodeUtf8At(bytes, 0);
    ASSERT_TRUE(decoded.valid);
    ASSERT_EQ(decoded.code, c);
    ASSERT_EQ(decoded.size, bytes.size());
  }
}

TEST(Utf8Test, IllFormedSequencesAreInvalid) {
  for (const char* bytes :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE4\xBD", "\xFF"}) {
    EXPECT_FALSE(IsValidUtf8(bytes));
  }
  EXPECT_TRUE(IsValidUtf8("a\xE4\xBD\xA0\xF0\x9F\x98\x80"));
  EXPECT_TRUE(IsValidUtf8(""));
}

TEST(Utf8Test, RepairReplacesEachInvalidByte) {
  EXPECT_EQ(RepairUtf8("a\xFF"
                       "b\xE4\xBD"),
            "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(RepairUtf8("\xFFx", U' '), " x");
  EXPECT_EQ(RepairUtf8("你好"), "你好");
}

TEST(Utf8Test, RepairedGarbageIsValid) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (size_t i = random() % 100; i > 0; --i) bytes += static_cast<char>(random());
    EXPECT_TRUE(IsValidUtf8(RepairUtf8(bytes)));
  }
}

TEST(Utf8Test, CountsCharacters) {
  EXPECT_EQ(CountCodePoints("héllo 你好"), 8u);
  EXPECT_EQ(CountCodePoints(""), 0u);
}

TEST(Utf8Test, AnUnfinishedCharacterIsATail) {
  EXPECT_EQ(IncompleteUtf8Tail("a\xE4"), 1u);
  EXPECT_EQ(IncompleteUtf8Tail("a\xE4\xBD"), 2u);
  EXPECT_EQ(IncompleteUtf8Tail("a\xE4\xBD\xA0"), 0u);
  EXPECT_EQ(IncompleteUtf8Tail("\xF0\x9F\x98"), 3u);
  EXPECT_EQ(IncompleteUtf8Tail("\xFF"), 0u);
  EXPECT_EQ(IncompleteUtf8Tail("\xED\xA0"), 0u);
  EXPECT_EQ(IncompleteUtf8Tail(""), 0u);
}

}  // namespace
}  // namespace vivavoce::text::utf8_test
