#include "dialogue/fact_shelf.h"

#include <gtest/gtest.h>

#include "llm/testing/scripted_language_model.h"
#include "persona/fact_question.h"

namespace vivavoce::dialogue::fact_shelf_test {
namespace {

// States are four numbers; the last two decide.
const persona::TurnLikeness& Likeness() {
  static const auto likeness = *persona::TurnLikeness::Parse(
      "layer 0\nbound 0.9\nbound_you 0.6\nhalf AAAAAAAAAAA=\nhalf AAAAAAAAAAA=\n", "test");
  return likeness;
}

class FactShelfTest : public ::testing::Test {
 protected:
  FactShelfTest() {
    keeper_.id = "keeper";
    keeper_.knowledge.facts = {{.ask = {.en = "What is the cat called?", .zh = ""},
                                .also = {},
                                .answer = {.en = "Soot.", .zh = ""},
                                .key = {}},
                               {.ask = {.en = "How old are you?", .zh = ""},
                                .also = {},
                                .answer = {.en = "Seventy.", .zh = ""},
                                .key = {}}};
  }
  ~FactShelfTest() override { shelf_.Close(); }
  std::optional<size_t> Find(std::vector<float> state, std::string_view turn = "The cat.") {
    return shelf_.Find(keeper_, Language::kEnglish, turn, state);
  }

  llm::ScriptedLanguageModel model_;
  persona::Persona keeper_;
  FactShelf shelf_{&model_, &Likeness()};
};

TEST_F(FactShelfTest, WhatAsksTheSameIsFoundOnceItsQuestionsAreRead) {
  const std::vector<float> state = {1, 0, 1, 0};
  EXPECT_EQ(Find(state), std::nullopt);
  model_.SetState(state);
  shelf_.Want(keeper_, Language::kEnglish);
  EXPECT_EQ(Find(state), std::nullopt);  // not read yet
  model_.RunUntilIdle();
  shelf_.Wait();
  EXPECT_TRUE(Find(state).has_value());
  EXPECT_EQ(Find({-1, 0, 1, 0}), std::nullopt);                    // half of it is another's
  EXPECT_EQ(Find({1, 0, 0.6f, 0.8f}), std::nullopt);               // 0.8
  EXPECT_TRUE(Find({1, 0, 0.6f, 0.8f}, "Your cat?").has_value());  // said to the persona
  EXPECT_EQ(Find({1, 0}), std::nullopt);                           // of another model
}

TEST_F(FactShelfTest, WhatIsMoreLikeAQuestionAboutTheUserAsksForNothing) {
  keeper_.knowledge.facts.resize(1);
  const std::vector<float> fact = {1, 0, 1, 0};
  const std::vector<float> about_user = {1, 0, 0.8f, 0.6f};
  model_.SetState(fact);
  shelf_.Want(keeper_, Language::kEnglish);
  while (!Find(fact)) ASSERT_TRUE(model_.Step());
  model_.SetState(about_user);
  model_.RunUntilIdle();
  EXPECT_TRUE(Find(fact).has_value());
  EXPECT_EQ(Find(about_user), std::nullopt);  // 0.9 like the fact, but 1 like another
}

TEST_F(FactShelfTest, QuestionsAreReadOnceAndWhileNothingElseIsToDo) {
  model_.SetState({1, 0, 1, 0});
  shelf_.Want(keeper_, Language::kEnglish);
  shelf_.Want(keeper_, Language::kEnglish);
  model_.RunUntilIdle();
  const size_t others = persona::QuestionsForNoFact(Language::kEnglish).size();
  ASSERT_EQ(model_.requests().size(), 2 + others);
  for (const llm::GenerateRequest& request : model_.requests()) {
    EXPECT_TRUE(request.speculative);
    EXPECT_EQ(request.sampling.max_tokens, 1);
  }
  EXPECT_EQ(model_.requests()[1].messages.back().content, "How old are you?");
  // An edited persona is read anew; a language without questions is not.
  keeper_.knowledge.facts[1].also.en = {"Your age?"};
  shelf_.Want(keeper_, Language::kEnglish);
  shelf_.Want(keeper_, Language::kChinese);
  model_.RunUntilIdle();
  EXPECT_EQ(model_.requests().size(), 5 + 2 * others);
}

TEST_F(FactShelfTest, AModelWithoutStatesOrPlacesKnowsNothing) {
  FactShelf none(&model_, nullptr);
  none.Want(keeper_, Language::kEnglish);
  none.Wait();
  EXPECT_TRUE(model_.requests().empty());
  llm::ScriptedLanguageModel full({.max_sessions = 0});
  FactShelf crowded(&full, &Likeness());
  crowded.Want(keeper_, Language::kEnglish);
  crowded.Wait();
  EXPECT_EQ(crowded.Find(keeper_, Language::kEnglish, "", std::vector<float>{1, 0, 1, 0}),
            std::nullopt);
}

TEST_F(FactShelfTest, ClosedItGivesItsPlaceBackAndReadsNoMore) {
  shelf_.Want(keeper_, Language::kEnglish);
  EXPECT_EQ(model_.open_sessions(), 1);
  shelf_.Close();
  shelf_.Wait();
  EXPECT_EQ(model_.open_sessions(), 0);
  keeper_.id = "another";
  shelf_.Want(keeper_, Language::kEnglish);
  EXPECT_EQ(model_.open_sessions(), 0);
}

}  // namespace
}  // namespace vivavoce::dialogue::fact_shelf_test
