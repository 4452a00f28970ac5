#include "dialogue/text_conversation.h"

#include <gtest/gtest.h>

#include "llm/testing/scripted_language_model.h"

namespace vivavoce::dialogue::text_conversation_test {
namespace {

class TextConversationTest : public ::testing::Test {
 protected:
  llm::ScriptedLanguageModel model_{{.mode = llm::ScriptedLanguageModel::Mode::kThread}};
  persona::PersonaShelf personas_{*persona::PersonaLibrary::Load({})};
  runtime::ThreadBudget budget_{1};
  CascadeEngine engine_{TextParts(model_, personas_, budget_)};
};

TEST_F(TextConversationTest, TurnsAndRepliesAreAppendedToTheHistory) {
  model_.On("Hello", {"Well, look who it is.", {}});
  model_.On("It rained.", {"Then we both got wet.", {}});
  auto conversation = TextConversation::Open(engine_);
  ASSERT_TRUE(conversation);
  ReplyRequest request{.language = Language::kEnglish};
  const auto first = (*conversation)->Say(request, "Hello");
  ASSERT_TRUE(first) << first.error().ToString();
  EXPECT_EQ(first->text, "Well, look who it is.");
  const auto second = (*conversation)->Say(request, "It rained.");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->text, "Then we both got wet.");
  EXPECT_TRUE(second->notes.empty());
  ASSERT_EQ(request.history.size(), 4u);
  EXPECT_EQ(request.history[3].text, "Then we both got wet.");
}

TEST_F(TextConversationTest, WhatTheGuardDidIsTold) {
  auto conversation = TextConversation::Open(engine_);
  ASSERT_TRUE(conversation);
  ReplyRequest request{.language = Language::kEnglish};
  const auto reply = (*conversation)->Say(request, "Which company made you?");
  ASSERT_TRUE(reply);
  ASSERT_FALSE(reply->notes.empty());
  EXPECT_EQ(reply->notes[0].kind, "maker");
}

TEST_F(TextConversationTest, AnUnknownPersonaIsAnErrorAndTheNextTurnGoesOn) {
  auto conversation = TextConversation::Open(engine_);
  ASSERT_TRUE(conversation);
  ReplyRequest nobody{.persona = "nobody"};
  const auto reply = (*conversation)->Say(nobody, "Hello");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kNotFound);
  ReplyRequest somebody{.language = Language::kEnglish};
  EXPECT_TRUE((*conversation)->Say(somebody, "Hello"));
}

}  // namespace
}  // namespace vivavoce::dialogue::text_conversation_test
