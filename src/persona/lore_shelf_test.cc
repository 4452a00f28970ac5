#include "persona/lore_shelf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::persona::lore_shelf_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Entry(const std::string& key, const std::string& content, bool constant = false) {
  return R"({"keys":[")" + key + R"("],"content":")" + content +
         R"(","extensions":{},"enabled":true,"insertion_order":0,"constant":)" +
         (constant ? "true}" : "false}");
}

Persona WithBook(const std::string& entries, const std::string& more = "") {
  Persona persona;
  persona.name = {.en = "Ada", .zh = "阿达"};
  persona.card.json =
      R"({"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"Ada","description":"d",)"
      R"("personality":"","scenario":"","first_mes":"","mes_example":"","character_book":{)" + more +
      R"("extensions":{},"entries":[)" + entries + "]}}}";
  return persona;
}

std::string Recall(const Persona& persona, std::string said,
                   Language language = Language::kEnglish) {
  return LoreShelf().Recall(persona, language, {.messages = {std::move(said)}});
}

TEST(LoreShelfTest, WithoutABookThereIsNothing) {
  EXPECT_EQ(Recall(Persona(), "The dragon?"), "");
  EXPECT_EQ(Recall(WithBook(""), "The dragon?"), "");
}

TEST(LoreShelfTest, EntriesThatAreCalledUpAreToldWithMacrosFilledIn) {
  const Persona ada = WithBook(Entry("dragon", "{{char}} fears the dragon and trusts {{user}}.") +
                               "," + Entry("moon", "The moon is green."));
  EXPECT_EQ(Recall(ada, "I saw a Dragon."), "(You know: Ada fears the dragon and trusts you.)");
  EXPECT_EQ(Recall(ada, "I saw a cow."), "");
}

TEST(LoreShelfTest, ChineseStandsWithoutSpaces) {
  const Persona ada = WithBook(Entry("龙", "{{char}}怕龙。") + "," + Entry("山", "山里有雪。"));
  EXPECT_EQ(Recall(ada, "山上有龙吗？", Language::kChinese), "（你知道：阿达怕龙。山里有雪。）");
}

TEST(LoreShelfTest, TheBudgetIsKept) {
  const std::string longer(300, 'a');  // 75 estimated tokens
  const Persona ada = WithBook(Entry("x", longer) + "," + Entry("x", "b" + longer) + "," +
                               Entry("x", "c" + longer), R"("token_budget":2000,)");
  const std::string told = Recall(ada, "x");
  EXPECT_LT(told.size(), 4u * (LoreShelf::kMostTokens + 10));
  EXPECT_THAT(told, HasSubstr("aaa"));
}

TEST(LoreShelfTest, ABookIsReadOnceAndAnotherCardIsAnotherBook) {
  const LoreShelf shelf;
  const Persona one = WithBook(Entry("x", "one"));
  const Persona two = WithBook(Entry("x", "two"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(shelf.Recall(one, Language::kEnglish, {.messages = {"x"}}), "(You know: one)");
    EXPECT_EQ(shelf.Recall(two, Language::kEnglish, {.messages = {"x"}}), "(You know: two)");
  }
}

TEST(LoreShelfTest, ADamagedCardHasNoLore) {
  Persona persona;
  persona.card.json = R"({"character_book": )";
  EXPECT_EQ(Recall(persona, "x"), "");
}

}  // namespace
}  // namespace vivavoce::persona::lore_shelf_test
