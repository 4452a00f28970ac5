// Replies that the record has a part in: facts that are asked for, and catchphrases as often as
// set.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "dialogue/text_conversation.h"
#include "llm/testing/scripted_language_model.h"

namespace vivavoce::dialogue::cascade_facts_test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr const char* kWritten = "Aye, the sea gives and takes.";

class CascadeFactsTest : public ::testing::Test {
 protected:
  CascadeFactsTest() : personas_(*persona::PersonaLibrary::Load({})), budget_(1), engine_(Parts()) {
    conversation_ = std::move(*TextConversation::Open(engine_));
  }
  CascadeParts Parts() {
    CascadeParts parts = TextParts(model_, personas_, budget_);
    parts.turn_probe = &probe_;
    parts.turn_likeness = &likeness_;
    parts.on_style = [this](const persona::Persona&, const persona::ReplyStyle& style) {
      ++styles_;
      strays_ += static_cast<int>(style.strays.size());
    };
    return parts;
  }
  const persona::Persona& Captain() { return *personas_.Find("captain_mo"); }
  TextConversation::Reply Say(std::string said) { return *conversation_->Say(request_, said); }

  // It tells nothing of states of four numbers, which the likeness compares.
  const persona::TurnProbe probe_ = *persona::TurnProbe::Parse(
      "layer 0\nmean AAAAAA==\nscale AACAPw==\nclass none 0 1 AA==\nclass machine 0 1 AQ==\n",
      "test");
  const persona::TurnLikeness likeness_ = *persona::TurnLikeness::Parse(
      "layer 0\nbound 0.9\nbound_you 0.6\nhalf AAAAAAAAAAA=\nhalf AAAAAAAAAAA=\n", "test");
  llm::ScriptedLanguageModel model_{
      {.mode = llm::ScriptedLanguageModel::Mode::kThread, .otherwise = {kWritten, {}}}};
  persona::PersonaShelf personas_;
  runtime::ThreadBudget budget_;
  std::atomic<int> styles_ = 0;
  std::atomic<int> strays_ = 0;
  CascadeEngine engine_;
  ReplyRequest request_{.persona = "captain_mo", .language = Language::kEnglish};
  std::unique_ptr<TextConversation> conversation_;
};

TEST_F(CascadeFactsTest, WhatIsAskedForInOtherWordsIsToldOnce) {
  model_.SetState({1, 0, 1, 0});
  engine_.ReadFacts(Captain());
  const TextConversation::Reply told = Say("Speak of it.");
  EXPECT_EQ(told.text, Captain().knowledge.facts.front().answer.en);  // all are read alike here
  ASSERT_EQ(told.notes.size(), 1u);
  EXPECT_EQ(told.notes[0].kind, kFactNote);
  EXPECT_EQ(Say("Speak of it.").text, kWritten);
}

TEST_F(CascadeFactsTest, AnotherTurnIsTheModels) {
  model_.SetState({1, 0, 1, 0});
  engine_.ReadFacts(Captain());
  model_.SetState({-1, 0, 1, 0});
  const TextConversation::Reply reply = Say("It rained all day.");
  EXPECT_EQ(reply.text, kWritten);
  EXPECT_THAT(reply.notes, IsEmpty());
  EXPECT_EQ(styles_, 1);
  EXPECT_EQ(strays_, 0);
}

TEST_F(CascadeFactsTest, WithoutTheGuardTheModelAnswers) {
  model_.SetState({1, 0, 1, 0});
  engine_.ReadFacts(Captain());
  request_.guard = false;
  EXPECT_EQ(Say("What is your ship called?").text, kWritten);
}

TEST_F(CascadeFactsTest, ACatchphraseThatIsBehindIsSaidBeforeWhatTheModelWrites) {
  for (int i = 0; i < 6; ++i) {
    request_.history.push_back({ItemRole::kUser, "We sailed on."});
    request_.history.push_back(
        {ItemRole::kAssistant, "Fair winds to you, number " + std::to_string(i)});
  }
  EXPECT_EQ(Say("I won the race.").text, "Shiver my sails! " + std::string(kWritten));
  EXPECT_THAT(model_.requests().back().sampling.banned_texts, Contains("Shiver my sails"));
  // The model is not told.
  EXPECT_NE(model_.requests().back().messages.back().role, llm::ChatRole::kAssistant);
  EXPECT_EQ(Say("I won again.").text, kWritten);
}

}  // namespace
}  // namespace vivavoce::dialogue::cascade_facts_test
