#include "eval/fact_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "eval/talk_run.h"

namespace vivavoce::eval::fact_questions_test {
namespace {

using ::testing::HasSubstr;

const persona::PersonaLibrary& Library() {
  static const auto library = persona::PersonaLibrary::Load({});
  return *library;
}

TEST(FactQuestionsTest, ARightAnswerHoldsAKey) {
  const FactQuestion drink{.question = "What do you drink?", .answer = "Rum.", .key = "rum/lime"};
  EXPECT_TRUE(AnswersRightly(drink, "RUM, of course!"));
  EXPECT_TRUE(AnswersRightly(drink, "Anything with limes."));
  EXPECT_FALSE(AnswersRightly(drink, "I beat the drum."));  // not within a word
  EXPECT_FALSE(AnswersRightly(drink, ""));
  const FactQuestion cat{.question = "猫叫什么？", .answer = "猫叫提督。", .key = "提督"};
  EXPECT_TRUE(AnswersRightly(cat, "它啊，叫提督。"));
  EXPECT_FALSE(AnswersRightly(cat, "它叫小黑。"));
}

TEST(FactQuestionsTest, WithoutAKeyMostOfTheAnswersOwnWordsMustBeThere) {
  const FactQuestion ship{.question = "What is your ship called?",
                          .answer = "My ship is the Salt Wind, forty cannons strong."};
  EXPECT_TRUE(AnswersRightly(ship, "The Salt Wind! Forty cannons, matey."));
  EXPECT_FALSE(AnswersRightly(ship, "My ship is the Black Pearl."));
}

TEST(FactQuestionsTest, EveryBuiltInRecordAnswersItsOwnQuestions) {
  for (const persona::Persona& persona : Library().all()) {
    const std::vector<FactQuestion> questions = QuestionsOf(persona);
    EXPECT_GE(questions.size(), 16u) << persona.id;  // a name and seven facts, twice
    for (const FactQuestion& question : questions) {
      EXPECT_TRUE(AnswersRightly(question, question.answer))
          << persona.id << ": " << question.answer;
      EXPECT_FALSE(AnswersRightly(question, question.question))
          << persona.id << ": " << question.question;
    }
  }
}

TEST(FactQuestionsTest, TheBuiltInSetAsksForEverythingInBothLanguages) {
  const auto questions = ParseFactQuestions(BuiltInFactQuestions(), "built in", Library());
  ASSERT_TRUE(questions) << questions.error().ToString();
  EXPECT_EQ(questions->size(), 2 * 7 * Library().all().size());
  const auto chinese = std::ranges::count(*questions, Language::kChinese, &FactQuestion::language);
  EXPECT_EQ(static_cast<size_t>(chinese), questions->size() / 2);
}

TEST(FactQuestionsTest, MistakesNameTheLine) {
  const auto error = [](std::string_view text) {
    const auto parsed = ParseFactQuestions(text, "set", Library());
    return parsed ? std::string() : parsed.error().ToString();
  };
  EXPECT_THAT(error("xiao_yue\ten\t1\n"), HasSubstr("set:1"));
  EXPECT_THAT(error("# note\nxiao_yue\tfr\t1\tQui?\n"), HasSubstr("set:2"));
  EXPECT_THAT(error("xiao_yue\ten\t99\tWho?\n"), HasSubstr("from 1 to"));
  EXPECT_THAT(error("xiao_yue\ten\tx\tWho?\n"), HasSubstr("from 1 to"));
  EXPECT_EQ(error("nobody\ten\t1\tWho?\n"), "");  // of a folder that is not here
}

TEST(TalksTest, TheBuiltInTalksHaveThirtyTurnsInBothLanguages) {
  const auto talks = ParseTalks(BuiltInTalks(), "built in");
  ASSERT_TRUE(talks) << talks.error().ToString();
  EXPECT_EQ(talks->size(), 8u);
  for (const Talk& talk : *talks) {
    EXPECT_EQ(talk.turns.size(), 30u) << talk.id;
    EXPECT_EQ(std::ranges::count(talk.turns, "{fact}"), 4) << talk.id;
  }
  EXPECT_EQ(std::ranges::count(*talks, Language::kChinese, &Talk::language), 4);
}

TEST(TalksTest, MistakesNameTheLineAndRatesCountByThirds) {
  EXPECT_THAT(ParseTalks("a\ten\n", "set").error().ToString(), HasSubstr("set:1"));
  EXPECT_THAT(ParseTalks("a\tfr\tOui\n", "set").error().ToString(), HasSubstr("en or zh"));
  TalkOutcome outcome{.persona = "p", .catchphrases_set = 0.5};
  for (int i = 0; i < 12; ++i) outcome.turns.push_back({.said = "Hm.", .reply = "Aye."});
  outcome.turns[0].reasons = {"machine"};
  outcome.turns[11].style.strays = {persona::Stray::kLanguage};
  outcome.turns[11].asks_fact = true;
  outcome.turns[11].style.catchphrases = {0};
  const std::vector<TalkRate> rates = TalkRates({outcome});
  ASSERT_GE(rates.size(), 3u);
  EXPECT_EQ(rates[0].group, "all");
  EXPECT_EQ(rates[0].out_of_character.count, 1);
  EXPECT_EQ(rates[0].in_language.count, 11);
  EXPECT_DOUBLE_EQ(rates[0].catchphrases_set, 6);
  EXPECT_EQ(rates[0].catchphrases, 1);
  EXPECT_EQ(rates[1].group, "turns 1-10");
  EXPECT_EQ(rates[1].facts_right.of, 0);
  EXPECT_EQ(rates[2].group, "turns 11-20");
  EXPECT_EQ(rates[2].facts_right.of, 1);
  EXPECT_EQ(rates[2].strayed.count, 1);
}

}  // namespace
}  // namespace vivavoce::eval::fact_questions_test
