#include "dialogue/chat_prompt.h"

#include <gtest/gtest.h>

#include <string>

#include "persona/persona_library.h"

namespace vivavoce::dialogue::chat_prompt_test {
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

TEST_F(ChatPromptTest, TheGuardShowsHowItTakesPressureBeforeTheRecordsExamples) {
  const auto guarded = Prompt(100000);
  request_.guard = false;
  const auto plain = Prompt(100000);
  ASSERT_EQ(guarded.size(), plain.size() + 4);
  EXPECT_NE(guarded[1].content, plain[1].content);
  EXPECT_EQ(guarded[5], plain[1]);
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

TEST_F(ChatPromptTest, WhatIsCutOffIsRememberedAndTheCutStaysForAWhile) {
  request_.instructions = "x";
  request_.history = {{ItemRole::kUser, "My name is Hannah."}};
  const auto talk_on = [&] {
    request_.history.push_back({ItemRole::kAssistant, std::string(94, 'b')});
    request_.history.push_back({ItemRole::kUser, std::string(94, 'a')});
  };
  for (int i = 0; i < 20; ++i) talk_on();
  std::string memory;
  int moves = 0;
  std::string oldest;
  for (int i = 0; i < 12; ++i, talk_on()) {
    const auto messages = Prompt(3000);
    ASSERT_GT(messages.size(), 3u);
    EXPECT_EQ(messages[1].role, llm::ChatRole::kSystem);
    EXPECT_NE(messages[1].content.find("My name is Hannah."), std::string::npos);
    int tokens = 0;
    for (const llm::ChatMessage& message : messages) tokens += CountBytes(message.content) + 6;
    EXPECT_LE(tokens, 3000 + 200);
    const std::string size = std::to_string(messages.size());
    moves += messages.size() < 5 || (i > 0 && std::stoul(oldest) >= messages.size()) ? 1 : 0;
    oldest = size;
  }
  EXPECT_LE(moves, 3);  // 12 turns of 200, 1000 at a time
  EXPECT_GE(moves, 1);
}

TEST_F(ChatPromptTest, TheLastTurnIsKeptWhateverItCosts) {
  request_.history = {{ItemRole::kUser, std::string(5000, 'a')}};
  EXPECT_EQ(Prompt(100).back().content.size(), 5000u);
}

TEST_F(ChatPromptTest, LoreStandsBehindTheLastTurnAndLeavesTheRestAsItWas) {
  const auto plain = Prompt(100000);
  auto with = ChatPrompt(request_, *library_->Find(""), 100000, CountBytes, "(You know: x)");
  EXPECT_EQ(with.back(), (llm::ChatMessage{llm::ChatRole::kSystem, "(You know: x)"}));
  with.pop_back();
  EXPECT_EQ(with, plain);
}

TEST_F(ChatPromptTest, LoreIsCalledUpByTheLastTurns) {
  persona::Persona ada;
  ada.name = {.en = "Ada", .zh = "阿达"};
  ada.card.json = R"({"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"Ada",
      "description":"d","personality":"","scenario":"","first_mes":"","mes_example":"",
      "character_book":{"extensions":{},"entries":[
        {"keys":["lighthouse"],"content":"{{char}} keeps the lighthouse of Brim.",
         "extensions":{},"enabled":true,"insertion_order":0}]}}})";
  const persona::LoreShelf shelf;
  EXPECT_EQ(LoreFor(shelf, request_, ada), "");
  request_.history.push_back({ItemRole::kAssistant, "Hi."});
  request_.history.push_back({ItemRole::kUser, "Tell me of the lighthouse."});
  EXPECT_EQ(LoreFor(shelf, request_, ada), "(You know: Ada keeps the lighthouse of Brim.)");
  request_.instructions = "You are Bob.";
  EXPECT_EQ(LoreFor(shelf, request_, ada), "");
}

}  // namespace
}  // namespace vivavoce::dialogue::chat_prompt_test
