#include "dialogue/chat_prompt.h"

#include <gtest/gtest.h>

#include <string>

#include "persona/persona_library.h"

namespace vivavoce::dialogue {
namespace {

int CountBytes(std::string_view text) { return static_cast<int>(text.size()); }

class ChatPromptTest : public ::testing::Test {
 protected:
  std::vector<llm::ChatMessage> Prompt(int max_tokens) {
    return ChatPrompt(request_, *library_->Find(""), max_tokens, CountBytes);
  }
  Result<persona::PersonaLibrary> library_ = persona::PersonaLibrary::Load({});
  ReplyRequest request_{.history = {{ItemRole::kUser, "Hello"}}, .language = Language::kEnglish};
};

TEST_F(ChatPromptTest, PersonaThenExamplesThenHistory) {
  const auto messages = Prompt(100000);
  ASSERT_GE(messages.size(), 4u);
  EXPECT_EQ(messages.front().role, llm::ChatRole::kSystem);
  EXPECT_EQ(messages[1].role, llm::ChatRole::kUser);
  EXPECT_EQ(messages[2].role, llm::ChatRole::kAssistant);
  EXPECT_EQ(messages.back(), (llm::ChatMessage{llm::ChatRole::kUser, "Hello"}));
}

TEST_F(ChatPromptTest, InstructionsStandAlone) {
  request_.instructions = "You are a pirate.";
  const auto messages = Prompt(100000);
  EXPECT_EQ(messages.size(), 2u);
}

TEST_F(ChatPromptTest, TheOldestHistoryGoesWhenTheContextIsFull) {
  request_.instructions = "x";
  request_.history.clear();
  for (int i = 0; i < 50; ++i) {
    request_.history.push_back(
        {i % 2 ? ItemRole::kAssistant : ItemRole::kUser, std::string(94, 'a')});
  }
  request_.history.push_back({ItemRole::kUser, "last"});
  const auto messages = Prompt(3000);
  EXPECT_EQ(messages.front().role, llm::ChatRole::kSystem);
  EXPECT_EQ(messages.back().content, "last");
  EXPECT_LT(messages.size(), 25u);
  EXPECT_GT(messages.size(), 10u);
}

TEST_F(ChatPromptTest, TheLastTurnIsKeptWhateverItCosts) {
  request_.history = {{ItemRole::kUser, std::string(5000, 'a')}};
  EXPECT_EQ(Prompt(100).back().content.size(), 5000u);
}

}  // namespace
}  // namespace vivavoce::dialogue
