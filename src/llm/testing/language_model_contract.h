// What language_model.h promises, as tests that every implementation has to pass. Include in a test
// file and instantiate LanguageModelContract with factories.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "llm/language_model.h"
#include "llm/testing/listener.h"
#include "text/utf8.h"

namespace vivavoce::llm {

struct LanguageModelFactory {
  std::string name;
  std::function<std::shared_ptr<LanguageModel>()> make;  // null: skip
};

class LanguageModelContract : public ::testing::TestWithParam<LanguageModelFactory> {
 protected:
  void SetUp() override {
    model_ = GetParam().make();
    if (!model_) GTEST_SKIP() << "the model's files are not installed";
  }
  std::unique_ptr<ChatSession> Open() {
    auto session = model_->OpenSession();
    EXPECT_TRUE(session.has_value());
    return std::move(*session);
  }
  static GenerateRequest Ask(std::string question, int max_tokens = 12) {
    GenerateRequest request;
    request.messages = {{ChatRole::kSystem, "You are Xiao Yue. You speak in short sentences."},
                        {ChatRole::kUser, std::move(question)}};
    request.sampling.temperature = 0;
    request.sampling.max_tokens = max_tokens;
    return request;
  }
  static std::string Say(ChatSession& session, GenerateRequest request) {
    Listener listener;
    session.Generate(std::move(request), listener.Callbacks());
    EXPECT_NE(listener.Wait().reason, FinishReason::kError);
    return listener.text();
  }

  std::shared_ptr<LanguageModel> model_;
};

TEST_P(LanguageModelContract, AReplyIsTextThenOneDone) {
  auto session = Open();
  Listener listener;
  session->Generate(Ask("How are you today?"), listener.Callbacks());
  const GenerationResult result = listener.Wait();
  session.reset();
  EXPECT_EQ(listener.done_count(), 1);
  EXPECT_FALSE(listener.text_after_done());
  EXPECT_FALSE(listener.text().empty());
  EXPECT_GT(result.prompt_tokens, 0);
  EXPECT_GT(result.completion_tokens, 0);
  EXPECT_LE(result.completion_tokens, 12);
}

TEST_P(LanguageModelContract, EveryPieceIsWholeCharacters) {
  auto session = Open();
  Listener listener;
  session->Generate(Ask("用中文说一句话，加一个表情 😀。", 24), listener.Callbacks());
  listener.Wait();
  for (const std::string& piece : listener.pieces()) EXPECT_TRUE(text::IsValidUtf8(piece)) << piece;
}

TEST_P(LanguageModelContract, PrefillSaysNothingAndMakesTheNextPromptCheap) {
  auto session = Open();
  GenerateRequest request = Ask("What is your favourite season, and why is it that one?");
  std::vector<ChatMessage> heard = request.messages;
  heard.back().content = "What is your favourite season, and";
  Listener prefill;
  session->Prefill(heard, prefill.Done());
  const GenerationResult read = prefill.Wait();
  EXPECT_EQ(read.reason, FinishReason::kStop);
  EXPECT_EQ(read.completion_tokens, 0);
  Listener listener;
  session->Generate(request, listener.Callbacks());
  const GenerationResult result = listener.Wait();
  EXPECT_GE(result.cached_tokens, read.prompt_tokens - 2);  // the last word may be cut otherwise
  EXPECT_LT(result.cached_tokens, result.prompt_tokens);
}

TEST_P(LanguageModelContract, WhatWasReadBeforeDoesNotChangeAReply) {
  // A question with one obvious answer: rounding depends on how much of a prompt was cached, and
  // may turn near ties (the gate in prefix_reuse_model_test.cc compares logits).
  const auto question = Ask("What is the capital of France?");
  auto fresh = Open();
  const std::string expected = Say(*fresh, question);
  fresh.reset();
  auto session = Open();
  Say(*session, Ask("What is the capital of Japan, and what do people eat there?"));
  EXPECT_EQ(Say(*session, question), expected);
  EXPECT_EQ(Say(*session, question), expected);
}

TEST_P(LanguageModelContract, JobsOfASessionRunInOrder) {
  auto session = Open();
  std::mutex mutex;
  std::string order;
  const auto log = [&](char name) {
    return [&, name](const GenerationResult&) {
      const std::lock_guard lock(mutex);
      order += name;
    };
  };
  Listener last;
  session->Generate(Ask("One?", 4), {{}, log('a')});
  session->Prefill(Ask("Two?").messages, log('b'));
  session->Generate(Ask("Three?", 4), {{}, log('c')});
  session->Generate(Ask("Four?", 1), last.Callbacks());
  last.Wait();
  EXPECT_EQ(order, "abc");
}

TEST_P(LanguageModelContract, ACancelledJobReportsOnceAndTheNextOneRuns) {
  auto session = Open();
  Listener cancelled, next;
  std::promise<void> go_on;  // a quick model must not be through before it is cancelled
  const GenerationId id = session->Generate(
      Ask("Tell me a long story.", 400),
      cancelled.Callbacks([wait = go_on.get_future().share()](std::string_view) { wait.wait(); }));
  cancelled.WaitForText();
  session->Cancel(id);
  go_on.set_value();
  session->Generate(Ask("How are you?", 3), next.Callbacks());
  EXPECT_EQ(cancelled.Wait().reason, FinishReason::kCancelled);
  EXPECT_NE(next.Wait().reason, FinishReason::kError);
  session->Cancel(id);  // long finished
  session->Cancel(id + 1000);
  session.reset();
  EXPECT_EQ(cancelled.done_count(), 1);
  EXPECT_FALSE(cancelled.text_after_done());
}

TEST_P(LanguageModelContract, AWaitingJobCanBeCancelled) {
  auto session = Open();
  Listener running, waiting;
  // A quick model must not be through with the first job before both are cancelled.
  std::promise<void> go_on;
  const GenerationId first = session->Generate(
      Ask("Tell me a long story.", 400),
      running.Callbacks([wait = go_on.get_future().share()](std::string_view) { wait.wait(); }));
  const GenerationId second = session->Generate(Ask("And another.", 400), waiting.Callbacks());
  session->Cancel(second);
  session->Cancel(first);
  go_on.set_value();
  EXPECT_EQ(waiting.Wait().reason, FinishReason::kCancelled);
  EXPECT_EQ(waiting.text(), "");
  EXPECT_EQ(running.Wait().reason, FinishReason::kCancelled);
}

TEST_P(LanguageModelContract, AListenerMayCancelItsOwnJob) {
  auto session = Open();
  std::mutex mutex;
  GenerationId id = 0;
  Listener listener;
  {
    const std::lock_guard lock(mutex);
    id = session->Generate(Ask("Tell me a long story.", 400),
                           listener.Callbacks([&](std::string_view) {
                             const std::lock_guard inner(mutex);
                             session->Cancel(id);
                           }));
  }
  EXPECT_EQ(listener.Wait().reason, FinishReason::kCancelled);
}

TEST_P(LanguageModelContract, DestroyingASessionEndsItsJobsFirst) {
  Listener running, waiting;
  auto session = Open();
  session->Generate(Ask("Tell me a long story.", 400), running.Callbacks());
  session->Generate(Ask("And another.", 400), waiting.Callbacks());
  running.WaitForText();
  session.reset();
  EXPECT_EQ(running.done_count(), 1);
  EXPECT_EQ(waiting.done_count(), 1);
  const size_t pieces = running.pieces().size();
  auto other = Open();
  Say(*other, Ask("How are you?", 4));
  EXPECT_EQ(running.pieces().size(), pieces);
}

TEST_P(LanguageModelContract, ASessionMayBeDestroyedInItsOwnCallback) {
  auto session = Open();
  std::mutex mutex;
  std::condition_variable changed;
  bool gone = false;
  session->Generate(Ask("How are you?", 2), {{}, [&](const GenerationResult&) {
                                               session.reset();
                                               const std::lock_guard lock(mutex);
                                               gone = true;
                                               changed.notify_all();
                                             }});
  std::unique_lock lock(mutex);
  EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(300), [&] { return gone; }));
}

TEST_P(LanguageModelContract, ASpeculativeReplyStandsStillWhileAnotherRuns) {
  auto guessing = Open();
  auto answering = Open();
  std::mutex mutex;
  std::string order;
  const auto log = [&](char name) {
    return [&, name](std::string_view) {
      const std::lock_guard lock(mutex);
      order += name;
    };
  };
  Listener guess, answer;
  GenerateRequest request = Ask("Tell me a long story.", 40);
  answering->Generate(request, answer.Callbacks(log('a')));
  request.speculative = true;
  guessing->Generate(request, guess.Callbacks(log('g')));
  answer.Wait();
  guess.Wait();
  EXPECT_LT(order.rfind('a'), order.find('g')) << order;
}

TEST_P(LanguageModelContract, MaxTokensEndsAReplyForLength) {
  auto session = Open();
  Listener listener;
  session->Generate(Ask("Tell me a long story.", 3), listener.Callbacks());
  const GenerationResult result = listener.Wait();
  EXPECT_EQ(result.reason, FinishReason::kLength);
  EXPECT_EQ(result.completion_tokens, 3);
}

TEST_P(LanguageModelContract, AStopStringEndsAReplyAndIsNotPartOfIt) {
  auto session = Open();
  GenerateRequest request = Ask("Tell me a long story.", 16);
  const std::string whole = Say(*session, request);
  ASSERT_GE(whole.size(), 8u);
  const std::string stop = whole.substr(whole.size() / 2, 3);
  ASSERT_TRUE(text::IsValidUtf8(stop)) << "choose another question";
  request.sampling.stop = {stop};
  Listener listener;
  session->Generate(request, listener.Callbacks());
  EXPECT_EQ(listener.Wait().reason, FinishReason::kStop);
  EXPECT_EQ(listener.text(), whole.substr(0, whole.find(stop)));
}

TEST_P(LanguageModelContract, ABadRequestIsAnErrorThatNamesTheFieldAndTheSessionLivesOn) {
  auto session = Open();
  GenerateRequest request = Ask("How are you?", 4);
  request.sampling.top_p = 0;
  Listener bad, empty, good;
  session->Generate(request, bad.Callbacks());
  const GenerationResult result = bad.Wait();
  EXPECT_EQ(result.reason, FinishReason::kError);
  EXPECT_EQ(result.error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(result.error.field, "sampling.top_p");
  request = Ask("How are you?", 4);
  request.messages.clear();
  session->Generate(request, empty.Callbacks());
  EXPECT_EQ(empty.Wait().error.field, "messages");
  session->Generate(Ask("How are you?", 4), good.Callbacks());
  EXPECT_NE(good.Wait().reason, FinishReason::kError);
}

TEST_P(LanguageModelContract, APromptLongerThanTheContextIsRefused) {
  auto session = Open();
  std::string endless;
  for (int i = 0; i <= model_->ContextTokens(); ++i) endless += " word";
  Listener listener;
  session->Generate(Ask(endless), listener.Callbacks());
  const GenerationResult result = listener.Wait();
  EXPECT_EQ(result.reason, FinishReason::kError);
  EXPECT_EQ(result.error.code, ErrorCode::kInvalidArgument);
  EXPECT_NE(result.error.message.find(std::to_string(model_->ContextTokens())), std::string::npos);
}

TEST_P(LanguageModelContract, LongerTextHasMoreTokens) {
  EXPECT_EQ(model_->CountTokens("").value(), 0);
  const int little = model_->CountTokens("你好").value();
  EXPECT_GT(little, 0);
  EXPECT_GT(model_->CountTokens("你好，今天的天气真不错，我们去海边走走吧。").value(), little);
}

}  // namespace vivavoce::llm
