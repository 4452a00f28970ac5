#include "persona/lorebook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "persona/lorebook_matcher.h"

namespace vivavoce::persona::lorebook_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

LoreEntry Entry(std::vector<std::string> keys, std::string content, int order = 0) {
  LoreEntry entry;
  entry.keys = std::move(keys);
  entry.content = std::move(content);
  entry.insertion_order = order;
  return entry;
}

std::vector<size_t> Indices(const std::vector<ActivatedLore>& found) {
  std::vector<size_t> indices;
  for (const ActivatedLore& lore : found) indices.push_back(lore.entry);
  return indices;
}

std::vector<size_t> Activate(const Lorebook& book, std::vector<std::string> messages) {
  return Indices(LorebookMatcher(book).Activate({.messages = std::move(messages)}));
}

TEST(LorebookTest, KeysMatchWithoutCaseAndInInsertionOrder) {
  Lorebook book;
  book.entries = {Entry({"Dragon"}, "late", 9), Entry({"cave", "grotto"}, "early", 1),
                  Entry({"moon"}, "no", 0)};
  EXPECT_THAT(Activate(book, {"The DRAGON left the grotto."}), ElementsAre(1, 0));
}

TEST(LorebookTest, ChineseKeysMatchInsideASentence) {
  Lorebook book;
  book.entries = {Entry({"灯塔"}, "x")};
  EXPECT_THAT(Activate(book, {"你见过那座灯塔吗"}), ElementsAre(0));
}

TEST(LorebookTest, CaseAndWholeWordsCountWhereTheEntrySaysSo) {
  Lorebook book;
  book.entries = {Entry({"Tom"}, "case"), Entry({"tom"}, "whole")};
  book.entries[0].case_sensitive = true;
  book.entries[1].whole_words = true;
  EXPECT_THAT(Activate(book, {"an atom"}), IsEmpty());
  EXPECT_THAT(Activate(book, {"Tom!"}), ElementsAre(0, 1));
}

TEST(LorebookTest, SecondaryKeysFollowTheirLogic) {
  const auto active = [](SelectiveLogic logic, const char* text) {
    Lorebook book;
    book.entries = {Entry({"ship"}, "x")};
    book.entries[0].selective = true;
    book.entries[0].secondary_keys = {"storm", "night"};
    book.entries[0].logic = logic;
    return !Activate(book, {text}).empty();
  };
  EXPECT_FALSE(active(SelectiveLogic::kAndAny, "ship"));
  EXPECT_TRUE(active(SelectiveLogic::kAndAny, "ship storm"));
  EXPECT_FALSE(active(SelectiveLogic::kAndAll, "ship storm"));
  EXPECT_TRUE(active(SelectiveLogic::kAndAll, "ship storm night"));
  EXPECT_TRUE(active(SelectiveLogic::kNotAny, "ship"));
  EXPECT_FALSE(active(SelectiveLogic::kNotAny, "ship storm"));
  EXPECT_TRUE(active(SelectiveLogic::kNotAll, "ship storm"));
  EXPECT_FALSE(active(SelectiveLogic::kNotAll, "ship storm night"));
}

TEST(LorebookTest, ConstantEntriesNeedNoKeyAndDisabledOnesHaveNone) {
  Lorebook book;
  book.entries = {Entry({}, "always"), Entry({"x"}, "off")};
  book.entries[0].constant = true;
  book.entries[1].enabled = false;
  EXPECT_THAT(Activate(book, {"x"}), ElementsAre(0));
}

TEST(LorebookTest, OnlyTheLastMessagesAreScanned) {
  Lorebook book;
  book.scan_depth = 2;
  book.entries = {Entry({"old"}, "a"), Entry({"old"}, "b")};
  book.entries[1].scan_depth = 3;
  EXPECT_THAT(Activate(book, {"old", "two", "three"}), ElementsAre(1));
}

TEST(LorebookTest, RecursionFollowsWhatWasTold) {
  Lorebook book;
  book.entries = {Entry({"a1"}, "mentions b1", 1), Entry({"b1"}, "mentions c1", 2),
                  Entry({"c1"}, "end", 3), Entry({"b1"}, "excluded", 4)};
  book.entries[3].exclude_recursion = true;
  EXPECT_THAT(Activate(book, {"a1"}), ElementsAre(0));
  book.recursive = true;
  EXPECT_THAT(Activate(book, {"a1"}), ElementsAre(0, 1, 2));
  book.entries[1].prevent_recursion = true;
  EXPECT_THAT(Activate(book, {"a1"}), ElementsAre(0, 1));
}

TEST(LorebookTest, TheBudgetDropsLowPriorityFirstAndKeepsConstants) {
  Lorebook book;
  book.token_budget = 20;
  const std::string forty(40, 'x');  // 10 tokens
  book.entries = {Entry({"k"}, forty, 1), Entry({"k"}, forty, 2), Entry({}, forty, 3)};
  book.entries[1].priority = 5;
  book.entries[2].constant = true;
  EXPECT_THAT(Activate(book, {"k"}), ElementsAre(1, 2));
}

TEST(LorebookTest, ExpressionsMatchAndBadOnesAreNamed) {
  Lorebook book;
  book.entries = {Entry({"/dr[ae]gons?/i"}, "a"), Entry({"(?<=x)y"}, "b"), Entry({"a|b"}, "c")};
  book.entries[1].use_regex = true;
  book.entries[2].use_regex = true;
  const LorebookMatcher matcher(book);
  EXPECT_THAT(matcher.unusable_keys(), ElementsAre("(?<=x)y"));
  EXPECT_THAT(Indices(matcher.Activate({.messages = {"DRAGONS"}})), ElementsAre(0, 2));
}

// A backtracking engine would need longer than the universe has.
TEST(LorebookTest, AnEvilExpressionComesToAnEnd) {
  Lorebook book;
  for (int i = 0; i < 50; ++i) book.entries.push_back(Entry({"/^(a+)+$/", "/(x+x+)+y/"}, "evil"));
  const LorebookMatcher matcher(book);
  EXPECT_THAT(
      matcher.Activate({.messages = {std::string(10'000, 'a') + "!", std::string(10'000, 'x')}}),
      IsEmpty());
}

TEST(LorebookTest, ProbabilityIsDrawnFromTheSeed) {
  Lorebook book;
  book.entries = {Entry({"k"}, "x")};
  book.entries[0].probability = 30;
  const LorebookMatcher matcher(book);
  int drawn = 0;
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    const auto found = matcher.Activate({.messages = {"k"}, .seed = seed});
    EXPECT_EQ(found, matcher.Activate({.messages = {"k"}, .seed = seed}));
    drawn += static_cast<int>(found.size());
  }
  EXPECT_NEAR(drawn, 300, 60);
}

TEST(LorebookTest, DecoratorsAreReadAndTakenOff) {
  const auto book = ParseLorebook(*ParseForeignJson(
      R"({"entries":[{"keys":["k"],"content":"@@depth 2\n@@activate_only_after 3\n@@exclude_keys no, never\n@@unknown 1\nText.",
      "insertion_order":1,"enabled":true}]})"));
  ASSERT_TRUE(book) << book.error().ToString();
  const LoreEntry& entry = book->entries[0];
  EXPECT_EQ(entry.content, "Text.");
  EXPECT_EQ(entry.position, LorePosition::kAtDepth);
  EXPECT_EQ(entry.depth, 2);
  EXPECT_THAT(entry.excluding_keys, ElementsAre("no", "never"));
  const LorebookMatcher matcher(*book);
  EXPECT_THAT(matcher.Activate({.messages = {"k"}, .turn = 2}), IsEmpty());
  EXPECT_THAT(matcher.Activate({.messages = {"k"}, .turn = 3}), SizeIs(1));
  EXPECT_THAT(matcher.Activate({.messages = {"k never"}, .turn = 3}), IsEmpty());
}

TEST(LorebookTest, ExtensionsOfSillyTavernAreRead) {
  const auto book = ParseLorebook(*ParseForeignJson(
      R"({"name":"w","entries":{"0":{"key":["k"],"keysecondary":["s"],"content":"c","order":7,"disable":false,
      "selective":true,"selectiveLogic":3,"extensions":{"position":4,"depth":1,"match_whole_words":true,
      "probability":50,"useProbability":false,"exclude_recursion":true}}}})"));
  ASSERT_TRUE(book) << book.error().ToString();
  const LoreEntry& entry = book->entries[0];
  EXPECT_THAT(entry.secondary_keys, ElementsAre("s"));
  EXPECT_EQ(entry.logic, SelectiveLogic::kAndAll);
  EXPECT_EQ(entry.insertion_order, 7);
  EXPECT_EQ(entry.position, LorePosition::kAtDepth);
  EXPECT_EQ(entry.probability, 100);
  EXPECT_TRUE(entry.exclude_recursion);
  EXPECT_TRUE(entry.whole_words);
}

}  // namespace
}  // namespace vivavoce::persona::lorebook_test
