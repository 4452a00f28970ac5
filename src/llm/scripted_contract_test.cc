#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "llm/testing/language_model_contract.h"
#include "llm/testing/scripted_language_model.h"
#include "llm/testing/scripted_tokens.h"

namespace vivavoce::llm::scripted_contract_test {
namespace {

using ::testing::ElementsAre;

constexpr char kStory[] =
    "Once upon a time there was a small ferry. 它每天早上出发，晚上回来。 It carried letters and "
    "apples, "
    "and sometimes a cat, from one side of the bay to the other, and nobody knew who had built it.";

INSTANTIATE_TEST_SUITE_P(Scripted, LanguageModelContract,
                         ::testing::Values(LanguageModelFactory{
                             "scripted",
                             [] {
                               return std::make_shared<ScriptedLanguageModel>(
                                   ScriptedLanguageModel::Options{
                                       .mode = ScriptedLanguageModel::Mode::kThread,
                                       .context_tokens = 512,
                                       .otherwise = {kStory, {}}});
                             }}),
                         [](const auto& info) { return info.param.name; });

GenerateRequest Ask(std::string question) {
  GenerateRequest request;
  request.messages = {{ChatRole::kUser, std::move(question)}};
  return request;
}

TEST(ScriptedTokens, AreWordsWithTheirSpaceAndSingleCharacters) {
  EXPECT_THAT(SplitScriptedTokens("Hi you, 你好"), ElementsAre("Hi", " you", ",", " ", "你", "好"));
}

TEST(ScriptedLanguageModel, NothingHappensBetweenSteps) {
  ScriptedLanguageModel model;
  model.Queue({"Hi there.", {}});
  auto session = std::move(*model.OpenSession());
  Listener listener;
  session->Generate(Ask("Hello"), listener.Callbacks());
  EXPECT_EQ(listener.text(), "");
  EXPECT_TRUE(model.Step());  // reads the prompt
  EXPECT_EQ(listener.text(), "");
  EXPECT_TRUE(model.Step());
  EXPECT_EQ(listener.text(), "Hi");
  EXPECT_TRUE(model.Step());
  EXPECT_EQ(listener.text(), "Hi there");
  EXPECT_GT(model.RunUntilIdle(), 0);
  EXPECT_EQ(listener.text(), "Hi there.");
  EXPECT_EQ(listener.done_count(), 1);
  EXPECT_FALSE(model.Step());
}

TEST(ScriptedLanguageModel, AnswersTheLastUserMessageThenTheQueueThenTheDefault) {
  ScriptedLanguageModel model;
  model.On("Name?", {"Yue.", {}});
  model.Queue({"First.", {}});
  auto session = std::move(*model.OpenSession());
  const auto say = [&](const char* question) {
    Listener listener;
    session->Generate(Ask(question), listener.Callbacks());
    model.RunUntilIdle();
    return listener.text();
  };
  EXPECT_EQ(say("Name?"), "Yue.");
  EXPECT_EQ(say("Anything"), "First.");
  EXPECT_EQ(say("Anything"), "I see.");
  EXPECT_EQ(model.requests().size(), 3u);
}

TEST(ScriptedLanguageModel, CanFailAfterItsText) {
  ScriptedLanguageModel model;
  model.Queue({"Well", Error::Unavailable("gone")});
  auto session = std::move(*model.OpenSession());
  Listener listener;
  session->Generate(Ask("Hello"), listener.Callbacks());
  model.RunUntilIdle();
  EXPECT_EQ(listener.text(), "Well");
  EXPECT_EQ(listener.Wait().reason, FinishReason::kError);
  EXPECT_EQ(listener.Wait().error.message, "gone");
}

TEST(ScriptedLanguageModel, ACancelledJobReportsAtTheNextStep) {
  ScriptedLanguageModel model;
  auto session = std::move(*model.OpenSession());
  Listener listener;
  const GenerationId id = session->Generate(Ask("Hello"), listener.Callbacks());
  session->Cancel(id);
  EXPECT_EQ(listener.done_count(), 0);
  model.Step();
  EXPECT_EQ(listener.done_count(), 1);
}

TEST(ScriptedLanguageModel, SessionsAreCounted) {
  ScriptedLanguageModel model({.max_sessions = 1});
  auto session = std::move(*model.OpenSession());
  EXPECT_EQ(model.open_sessions(), 1);
  EXPECT_EQ(model.OpenSession().error().code, ErrorCode::kUnavailable);
  session.reset();
  EXPECT_EQ(model.open_sessions(), 0);
}

}  // namespace
}  // namespace vivavoce::llm::scripted_contract_test
