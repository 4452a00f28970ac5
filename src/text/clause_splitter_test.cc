#include "text/clause_splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace vivavoce::text::clause_splitter_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Feed(ClauseSplitter& splitter, const std::vector<std::string>& pieces) {
  std::vector<std::string> all;
  for (const std::string& piece : pieces) {
    for (std::string& clause : splitter.Push(piece)) all.push_back(std::move(clause));
  }
  for (std::string& clause : splitter.Flush()) all.push_back(std::move(clause));
  return all;
}

std::vector<std::string> Split(const std::string& text) {
  ClauseSplitter splitter;
  return Feed(splitter, {text});
}

// One character at a time, as a language model writes.
std::vector<std::string> SplitSlowly(const std::string& text) {
  std::vector<std::string> pieces;
  for (const char c : text) pieces.emplace_back(1, c);
  ClauseSplitter splitter;
  return Feed(splitter, pieces);
}

std::string Join(const std::vector<std::string>& clauses) {
  std::string all;
  for (const std::string& clause : clauses) all += clause;
  return all;
}

TEST(ClauseSplitterTest, TheFirstClauseEndsAtTheFirstComma) {
  EXPECT_THAT(Split("Well then, I think we should go home before it gets dark."),
              ElementsAre("Well then,", " I think we should go home before it gets dark."));
  EXPECT_THAT(Split("好的呀，我们明天去公园里散步吧。"),
              ElementsAre("好的呀，", "我们明天去公园里散步吧。"));
}

TEST(ClauseSplitterTest, AFirstClauseOfOneWordWaitsForMore) {
  EXPECT_THAT(Split("Oh, that is nice, really."), ElementsAre("Oh, that is nice,", " really."));
  EXPECT_THAT(Split("嗯，我知道了，谢谢你。"), ElementsAre("嗯，我知道了，", "谢谢你。"));
}

// Half a second of "Sure!" is over before the next clause can be made, and the voice would stall.
TEST(ClauseSplitterTest, AFirstSentenceOfOneWordWaitsForMore) {
  EXPECT_THAT(Split("Sure! I would love to."), ElementsAre("Sure! I would love to."));
  EXPECT_THAT(Split("好！我们走吧。"), ElementsAre("好！我们走吧。"));
  EXPECT_THAT(Split("Yes!"), ElementsAre("Yes!"));
}

TEST(ClauseSplitterTest, AFirstClauseMayHaveToLast) {
  ClauseSplitter splitter({.first_min_ms = 800});
  EXPECT_THAT(splitter.Push("Oh no! "), ElementsAre());
  EXPECT_THAT(splitter.Push("That is too bad!"), ElementsAre("Oh no! That is too bad!"));
}

TEST(ClauseSplitterTest, UnambiguousMarksAreActedOnWithoutTheNextToken) {
  for (const std::string text : {"How are you?", "Good for you!", "Hello there,", "你好呀。",
                                 "你好呀！", "你好呀？", "你好呀，", "First line\n"}) {
    ClauseSplitter splitter;
    EXPECT_THAT(splitter.Push(text), ElementsAre(text));
  }
}

TEST(ClauseSplitterTest, AFullStopWaitsForTheNextCharacter) {
  ClauseSplitter splitter;
  EXPECT_THAT(splitter.Push("It is 3."), IsEmpty());
  EXPECT_THAT(splitter.Push("14 or so."), IsEmpty());
  EXPECT_THAT(splitter.Push(" Yes"), ElementsAre("It is 3.14 or so."));
}

TEST(ClauseSplitterTest, NumbersAbbreviationsAndAddressesAreNotCut) {
  for (const std::string text :
       {"Pi is 3.14 now", "Ask Mr. Smith", "Ask Dr. Who", "Use it e.g. at home",
        "See https://a.b/c?d=1,2!x ok", "It costs 1,000 dollars", "It is at 10:30 today",
        "The U.S. team won", "J. Smith came"}) {
    EXPECT_THAT(SplitSlowly(text), ElementsAre(text));
  }
}

TEST(ClauseSplitterTest, AnEllipsisIsOneBoundary) {
  EXPECT_THAT(SplitSlowly("I am not sure... but I will try again."),
              ElementsAre("I am not sure...", " but I will try again."));
}

TEST(ClauseSplitterTest, MarkUpIsNeverCutInHalf) {
  EXPECT_THAT(SplitSlowly("*smiles, then waves* Hello my friend, come in."),
              ElementsAre("*smiles, then waves* Hello my friend,", " come in."));
  EXPECT_THAT(SplitSlowly("（笑，点头）你好呀，请进。"),
              ElementsAre("（笑，点头）你好呀，", "请进。"));
  EXPECT_THAT(SplitSlowly("See [the page, here](http://x.y/z,w) now, please."),
              ElementsAre("See [the page, here](http://x.y/z,w) now,", " please."));
}

TEST(ClauseSplitterTest, ALongFirstClauseIsCutBeforeAConjunction) {
  EXPECT_THAT(Split("I went to the big market and bought some fresh apples for you today."),
              ElementsAre("I went to the big market ", testing::_));
  EXPECT_THAT(Split("我昨天去了公园看见很多漂亮的花和小鸟在树上唱歌。").front(),
              testing::StartsWith("我昨天去了"));
}

TEST(ClauseSplitterTest, LaterTinySentencesJoinTheNext) {
  EXPECT_THAT(
      Split("Come in, please. Yes. No. I do not know what to say about it. Do you?"),
      ElementsAre("Come in,", " please. Yes. No. I do not know what to say about it.", " Do you?"));
}

TEST(ClauseSplitterTest, LaterClausesStayUnderTheLimit) {
  std::string text = "Hello there, ";
  for (int i = 0; i < 200; ++i) text += "word ";
  for (const std::string& clause : Split(text)) EXPECT_LE(clause.size(), 5 * 30u) << clause;
}

TEST(ClauseSplitterTest, AFlushedSplitterStartsANewReply) {
  ClauseSplitter splitter;
  Feed(splitter, {"Hello there, my friend."});
  EXPECT_THAT(splitter.Push("Well then,"), ElementsAre("Well then,"));
}

TEST(ClauseSplitterTest, AResetSplitterForgets) {
  ClauseSplitter splitter;
  splitter.Push("half a sen");
  splitter.Reset();
  EXPECT_THAT(splitter.Flush(), IsEmpty());
}

TEST(ClauseSplitterTest, RandomRepliesLoseNothingHoweverTheyArrive) {
  const std::vector<std::string> atoms = {"hello",
                                          " ",
                                          ", ",
                                          ".",
                                          "...",
                                          "3",
                                          ".14",
                                          "Mr.",
                                          "*",
                                          "**",
                                          "(",
                                          ")",
                                          "你好",
                                          "，",
                                          "。",
                                          "！",
                                          "\n",
                                          "——",
                                          "https://a.b?c,d",
                                          "[x]",
                                          "（",
                                          "）",
                                          "`",
                                          "\xFF",
                                          "\xE4\xBD",
                                          "e.g.",
                                          ":",
                                          "10:30",
                                          "…",
                                          "and ",
                                          "- ",
                                          "😀",
                                          "”",
                                          "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"};
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> pieces;
    const size_t count = random() % 60;
    for (size_t i = 0; i < count; ++i) {
      std::string piece;
      for (size_t j = random() % 3; j > 0; --j) piece += atoms[random() % atoms.size()];
      if (!piece.empty() && random() % 4 == 0) piece.resize(random() % piece.size());
      pieces.push_back(piece);
    }
    ClauseSplitter splitter;
    EXPECT_EQ(Join(Feed(splitter, pieces)), Join(pieces));
  }
}

TEST(ClauseSplitterTest, RandomBytesLoseNothing) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string bytes;
    for (size_t i = random() % 400; i > 0; --i) bytes += static_cast<char>(random());
    EXPECT_EQ(Join(SplitSlowly(bytes)), bytes);
    EXPECT_EQ(Join(Split(bytes)), bytes);
  }
}

TEST(ClauseSplitterTest, AHugePieceIsCutAsItIs) {
  for (const std::string unit : {"a", "word ", "你", "*", "(", "，", "\xFF"}) {
    std::string huge;
    while (huge.size() < 200'000) huge += unit;
    EXPECT_EQ(Join(Split(huge)), huge);
  }
}

TEST(ClauseSplitterTest, AConfigOutOfRangeNamesItsField) {
  ClauseSplitterConfig config;
  config.first_max_ms = 1;
  ASSERT_FALSE(config.Validate());
  EXPECT_EQ(config.Validate().error().field, "clauses.first_max_ms");
  EXPECT_TRUE(ClauseSplitterConfig{}.Validate());
}

}  // namespace
}  // namespace vivavoce::text::clause_splitter_test
