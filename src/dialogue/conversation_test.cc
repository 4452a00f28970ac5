// The driver with a scripted engine in virtual time: sound in, wire events out.
#include "dialogue/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "dialogue/testing/scripted_speech_engine.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::dialogue::conversation_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr int kRateHz = 24000;

class Recorder final : public ConversationListener {
 public:
  void OnServerEvent(const ServerEvent& event) override { events.push_back(event); }
  void OnTurnLatency(const TurnLatency& latency) override { latencies.push_back(latency); }

  template <typename T>
  std::vector<T> All() const {
    std::vector<T> found;
    for (const ServerEvent& event : events) {
      if (const T* wanted = std::get_if<T>(&event)) found.push_back(*wanted);
    }
    return found;
  }

  std::vector<ServerEvent> events;
  std::vector<TurnLatency> latencies;
};

class ConversationTest : public ::testing::Test {
 protected:
  void Start(SpeechScript script = {}, SessionConfig session = {}) {
    session.transcription_events = true;
    engine_ = std::make_unique<ScriptedSpeechEngine>(std::move(script), clock_, executor_);
    auto made = Conversation::Create({.session = session, .id_seed = 7}, *engine_, clock_,
                                     executor_, recorder_);
    ASSERT_TRUE(made) << made.error().ToString();
    conversation_ = std::move(*made);
  }

  // 20 ms at a time, as a microphone sends it. Voice is a loud tone, silence a faint hum.
  void Hear(int ms, float level) {
    for (int at = 0; at < ms; at += 20) {
      std::vector<float> chunk(kRateHz / 50);
      for (size_t i = 0; i < chunk.size(); ++i) {
        chunk[i] = level * std::sin(0.1f * static_cast<float>(i));
      }
      conversation_->AppendAudio(std::move(chunk), kRateHz);
      executor_.RunUntil(clock_.NowMs() + 20);
    }
  }
  void Speak(int ms) { Hear(ms, 0.3f); }
  void Pause(int ms) { Hear(ms, 0.0005f); }

  std::vector<ResponseStatus> Statuses() const {
    std::vector<ResponseStatus> statuses;
    for (const auto& done : recorder_.All<ResponseDone>()) statuses.push_back(done.response.status);
    return statuses;
  }

  runtime::VirtualClock clock_{1000};
  runtime::VirtualExecutor executor_{clock_};
  Recorder recorder_;
  std::unique_ptr<ScriptedSpeechEngine> engine_;
  std::unique_ptr<Conversation> conversation_;
};

TEST_F(ConversationTest, ASpokenTurnIsAnsweredAloud) {
  Start();
  Pause(300);
  Speak(1500);
  Pause(5000);
  EXPECT_EQ(recorder_.All<SpeechStarted>().size(), 1u);
  ASSERT_EQ(recorder_.All<TranscriptionCompleted>().size(), 1u);
  EXPECT_EQ(recorder_.All<TranscriptionCompleted>()[0].transcript, "Hello there.");
  EXPECT_THAT(Statuses(), ElementsAre(ResponseStatus::kCompleted));
  std::string transcript;
  for (const auto& delta : recorder_.All<TranscriptDelta>()) transcript += delta.delta;
  EXPECT_EQ(transcript, "I hear you. Tell me more.");
}

TEST_F(ConversationTest, EverySampleOfTheReplyIsSentOnceAndInOrder) {
  Start();
  Speak(1500);
  Pause(6000);
  int64_t next = 0;
  for (const AudioDelta& delta : recorder_.All<AudioDelta>()) {
    EXPECT_EQ(delta.from_sample, next);
    EXPECT_EQ(static_cast<int64_t>(delta.samples.size()), delta.to_sample - delta.from_sample);
    next = delta.to_sample;
  }
  EXPECT_EQ(next, 6 * 6000) << "six words of 250 ms at 24 kHz";
}

TEST_F(ConversationTest, TheAnswerBeginsWithinASecondOfTheEndOfSpeech) {
  Start();
  Speak(1500);
  Pause(4000);
  ASSERT_EQ(recorder_.latencies.size(), 1u);
  const auto& stages = recorder_.latencies[0].stages_ms;
  EXPECT_GT(stages.at("first_audio"), 100);
  EXPECT_LT(stages.at("first_audio"), 1000);
  EXPECT_LE(stages.at("first_token"), stages.at("first_audio"));
}

// A model that takes two seconds.
SpeechScript Slow() {
  SpeechScript script;
  script.first_clause_ms = 2000;
  script.opener = "Hmm, ";
  return script;
}

TEST_F(ConversationTest, AnOpenerLeadsInWhileTheReplyIsThoughtOf) {
  Start(Slow());
  Speak(1500);
  Pause(8000);
  ASSERT_EQ(recorder_.latencies.size(), 1u);
  const auto& stages = recorder_.latencies[0].stages_ms;
  EXPECT_LT(stages.at("first_audio"), stages.at("end_of_turn") + 550);
  EXPECT_GT(stages.at("first_words"), 2000);
  EXPECT_GE(stages.at("first_words"), stages.at("first_clause"));
  std::string transcript;
  for (const auto& delta : recorder_.All<TranscriptDelta>()) transcript += delta.delta;
  EXPECT_EQ(transcript, "Hmm, I hear you. Tell me more.");
  int64_t next = 0, silent = 0;
  for (const AudioDelta& delta : recorder_.All<AudioDelta>()) {
    EXPECT_EQ(delta.from_sample, next);
    EXPECT_EQ(static_cast<int64_t>(delta.samples.size()), delta.to_sample - delta.from_sample);
    next = delta.to_sample;
    if (std::ranges::all_of(delta.samples, [](float x) { return x == 0; })) {
      silent += delta.to_sample - delta.from_sample;
    }
  }
  EXPECT_EQ(next - silent, 7 * 6000);
  // From the opener's end to the words, in pieces of 60 ms; less than they took, more than half.
  EXPECT_EQ(silent % (60 * 24), 0);
  EXPECT_GT(silent, 1000 * 24);
  EXPECT_LT(silent, 2000 * 24);
}

TEST_F(ConversationTest, TheModelDoesNotSeeItsOpeners) {
  Start(Slow());
  Speak(1500);
  Pause(8000);
  Speak(1500);
  Pause(8000);
  const std::vector<ReplyRequest> requests = engine_->requests();
  ASSERT_GE(requests.size(), 2u);
  const auto& history = requests.back().history;
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[1].text, "I hear you. Tell me more.");
}

TEST_F(ConversationTest, InterruptedInItsOpenerItHasSaidNothing) {
  SpeechScript script = Slow();
  script.first_clause_ms = 60'000;
  script.heard = {"Hello there.", "Wait, stop, I meant something else."};
  script.samples_per_word = 24000;
  Start(script);
  Speak(1500);
  Pause(1200);
  EXPECT_FALSE(recorder_.All<AudioDelta>().empty());
  Speak(2000);
  Pause(3000);
  const auto history = engine_->requests().back().history;
  EXPECT_TRUE(std::ranges::none_of(
      history, [](const auto& message) { return message.role == ItemRole::kAssistant; }));
}

TEST_F(ConversationTest, OpenersCanBeSwitchedOff) {
  SessionConfig session;
  session.openers = false;
  Start(Slow(), session);
  Speak(1500);
  Pause(8000);
  ASSERT_EQ(recorder_.latencies.size(), 1u);
  EXPECT_GT(recorder_.latencies[0].stages_ms.at("first_audio"), 2000);
}

TEST_F(ConversationTest, AReadyReplyNeedsNoOpener) {
  SpeechScript script;
  script.opener = "Hmm, ";
  Start(script);
  Speak(1500);
  Pause(6000);
  std::string transcript;
  for (const auto& delta : recorder_.All<TranscriptDelta>()) transcript += delta.delta;
  EXPECT_EQ(transcript, "I hear you. Tell me more.");
}

TEST_F(ConversationTest, TypedTurnsAreAnswered) {
  Start();
  Item item;
  item.content.push_back({.type = ContentPart::Type::kInputText, .text = "Hi"});
  conversation_->Handle(CreateItem{.item = item});
  conversation_->Handle(CreateResponse{});
  executor_.RunUntil(clock_.NowMs() + 5000);
  EXPECT_THAT(Statuses(), ElementsAre(ResponseStatus::kCompleted));
  ASSERT_FALSE(engine_->requests().empty());
  EXPECT_EQ(engine_->requests().back().history.back().text, "Hi");
}

TEST_F(ConversationTest, SpeakingOverTheReplyStopsIt) {
  SpeechScript script;
  script.heard = {"Hello there.", "Wait, stop, I meant something else."};
  script.reply = [](const ReplyRequest&) {
    return std::string(
        "This is a very long answer that goes on and on, and on, and still it goes on for a "
        "while.");
  };
  Start(std::move(script));
  Speak(1500);
  Pause(1500);
  Speak(1500);
  Pause(9000);
  const auto statuses = Statuses();
  ASSERT_GE(statuses.size(), 2u);
  EXPECT_EQ(statuses.front(), ResponseStatus::kCancelled);
  EXPECT_EQ(statuses.back(), ResponseStatus::kCompleted);
}

TEST_F(ConversationTest, AnItemGivesItsSoundBack) {
  Start();
  Pause(300);
  Speak(1500);
  Pause(3000);
  const auto committed = recorder_.All<InputCommitted>();
  ASSERT_EQ(committed.size(), 1u);
  conversation_->Handle(RetrieveItem{.item_id = committed[0].item_id});
  executor_.RunUntil(clock_.NowMs() + 100);
  const auto retrieved = recorder_.All<ItemRetrieved>();
  ASSERT_EQ(retrieved.size(), 1u);
  ASSERT_FALSE(retrieved[0].item.content.empty());
  const auto& clip = retrieved[0].item.content[0].audio;
  ASSERT_NE(clip, nullptr);
  EXPECT_EQ(clip->sample_rate_hz, 16000);
  EXPECT_GE(clip->samples.size(), 16000u * 3 / 2);
}

TEST_F(ConversationTest, AFailingEngineFailsTheResponseAndTheConversationLives) {
  SpeechScript script;
  script.fail_replies = true;
  Start(std::move(script));
  Speak(1500);
  Pause(3000);
  EXPECT_THAT(Statuses(), Contains(ResponseStatus::kFailed));
  Speak(1500);
  Pause(3000);
  EXPECT_EQ(recorder_.All<InputCommitted>().size(), 2u);
}

TEST_F(ConversationTest, SoundAtAnImpossibleRateIsAnError) {
  Start();
  conversation_->AppendAudio(std::vector<float>(100), 1234);
  executor_.RunReady();
  EXPECT_EQ(recorder_.All<ErrorEvent>().size(), 1u);
}

TEST_F(ConversationTest, NothingIsHeardAfterTheEnd) {
  Start();
  Speak(1500);
  conversation_.reset();
  const size_t before = recorder_.events.size();
  executor_.RunUntil(clock_.NowMs() + 5000);
  EXPECT_EQ(recorder_.events.size(), before);
}

TEST_F(ConversationTest, TwoHundredConversationsLeaveNothingBehind) {
  for (int i = 0; i < 200; ++i) {
    Start();
    Speak(800);
    Pause(1500);
    conversation_.reset();
    engine_.reset();
    executor_.RunUntil(clock_.NowMs() + 20000);
  }
  EXPECT_EQ(recorder_.All<ResponseCreated>().size(), 200u);
  EXPECT_FALSE(executor_.NextTaskMs().has_value());
}

}  // namespace
}  // namespace vivavoce::dialogue::conversation_test
