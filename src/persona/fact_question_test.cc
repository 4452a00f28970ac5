#include "persona/fact_question.h"

#include <gtest/gtest.h>

#include "persona/persona_library.h"

namespace vivavoce::persona::fact_question_test {
namespace {

Persona Keeper() {
  Persona keeper;
  keeper.knowledge.facts = {{.ask = {.en = "What's your cat called?", .zh = "您的猫叫什么？"},
                             .also = {.en = {"Who is that cat?"}, .zh = {}},
                             .answer = {.en = "She is called Soot.", .zh = "它叫煤球。"},
                             .key = {}},
                            {.ask = {.en = "How old are you?", .zh = ""},
                             .also = {},
                             .answer = {.en = "I'm seventy.", .zh = ""},
                             .key = {}}};
  return keeper;
}

TEST(FactQuestionTest, AskedAsWrittenGiveOrTakeMarksAndManners) {
  const Persona keeper = Keeper();
  const auto asked = [&](std::string_view turn, Language language) {
    return FactAskedAsWritten(keeper, turn, language);
  };
  EXPECT_EQ(asked("Whats your cat called", Language::kEnglish), 0u);
  EXPECT_EQ(asked("So, tell me: what's your cat called?!", Language::kEnglish), 0u);
  EXPECT_EQ(asked("who is that CAT?", Language::kEnglish), 0u);
  EXPECT_EQ(asked("How old are you?", Language::kUnknown), 1u);
  EXPECT_EQ(asked("你的猫叫什么呀？", Language::kChinese), 0u);
  EXPECT_EQ(asked("请问您的猫叫什么", Language::kChinese), 0u);
  EXPECT_EQ(asked("What's your dog called?", Language::kEnglish), std::nullopt);
  EXPECT_EQ(asked("What's your cat called by the neighbours?", Language::kEnglish), std::nullopt);
  EXPECT_EQ(asked("", Language::kEnglish), std::nullopt);
  EXPECT_EQ(asked("?!", Language::kEnglish), std::nullopt);
}

TEST(FactQuestionTest, NothingStandsInForTheOtherLanguage) {
  const Persona keeper = Keeper();
  EXPECT_EQ(FactAskedAsWritten(keeper, "How old are you?", Language::kChinese), std::nullopt);
  EXPECT_TRUE(QuestionsFor(keeper.knowledge.facts[1], Language::kChinese).empty());
  EXPECT_EQ(QuestionsFor(keeper.knowledge.facts[0], Language::kEnglish).size(), 2u);
}

TEST(FactQuestionTest, QuestionsOfOneBuiltInPersonaAskForDifferentThings) {
  const auto library = PersonaLibrary::Load({});
  ASSERT_TRUE(library);
  for (const Persona& persona : library->all()) {
    EXPECT_GE(persona.knowledge.facts.size(), 7u) << persona.id;
    for (const Language language : {Language::kEnglish, Language::kChinese}) {
      for (size_t i = 0; i < persona.knowledge.facts.size(); ++i) {
        for (const std::string& question : QuestionsFor(persona.knowledge.facts[i], language)) {
          EXPECT_EQ(FactAskedAsWritten(persona, question, language), i)
              << persona.id << ": " << question;
        }
      }
    }
  }
}

}  // namespace
}  // namespace vivavoce::persona::fact_question_test
