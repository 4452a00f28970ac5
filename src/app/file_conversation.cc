#include "app/file_conversation.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <thread>
#include <utility>

#include "dialogue/conversation.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::app {
namespace {

constexpr int kChunkMs = 20;
// A turn that got no answer by then gets none: longer than the longest wait for a pause to end.
constexpr int64_t kPatienceMs = 20000;
// Quiet room noise behind a recording that stops dead: turn models were trained on real silence.
constexpr float kRoomNoise = 0.0004f;  // -68 dBFS

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

class Outcome final : public dialogue::ConversationListener {
 public:
  void OnServerEvent(const dialogue::ServerEvent& event) override {
    std::visit(Overloaded{
                   [&](const dialogue::TranscriptionCompleted& e) {
                     turn.user_text += (turn.user_text.empty() ? "" : " ") + e.transcript;
                     if (e.language != Language::kUnknown) turn.language = e.language;
                   },
                   [&](const dialogue::PerceptionCompleted& e) {
                     turn.tone = e.tone;
                     turn.heard = e.heard;
                   },
                   [&](const dialogue::SpeechStarted&) { user_speaking = true; },
                   [&](const dialogue::SpeechStopped&) { user_speaking = false; },
                   [&](const dialogue::ResponseCreated&) {
                     turn.reply_text.clear();
                     turn.reply_samples.clear();
                     response_open = true;
                   },
                   [&](const dialogue::TranscriptDelta& e) { turn.reply_text += e.delta; },
                   [&](const dialogue::TextDelta& e) { turn.reply_text += e.delta; },
                   [&](const dialogue::AudioDelta& e) {
                     turn.reply_samples.insert(turn.reply_samples.end(), e.samples.begin(),
                                               e.samples.end());
                   },
                   [&](const dialogue::ResponseDone& e) { Done(e.response); },
                   [&](const dialogue::ErrorEvent& e) { turn.error = e.message; },
                   [](const auto&) {},
               },
               event);
  }
  void OnTurnLatency(const dialogue::TurnLatency& latency) override {
    turn.latency_ms = latency.stages_ms;
  }

  void Begin() {
    turn = {};
    answered = false;
  }

  TurnOutcome turn;
  bool answered = false;
  bool user_speaking = false;
  bool response_open = false;

 private:
  void Done(const dialogue::Response& response) {
    response_open = false;
    using dialogue::ResponseStatus;
    switch (response.status) {
      case ResponseStatus::kCancelled:
        return;  // the user went on; another response follows
      case ResponseStatus::kCompleted:
        turn.status = "completed";
        break;
      case ResponseStatus::kIncomplete:
        turn.status = "incomplete";
        break;
      default:
        turn.status = "failed";
        turn.error = response.error_message;
    }
    answered = true;
  }
};

// Moves virtual time: with the real clock while the engine computes, at once otherwise.
class HonestTime {
 public:
  HonestTime(dialogue::SpeechEngine& engine, runtime::VirtualClock& clock,
             runtime::VirtualExecutor& executor)
      : engine_(engine), clock_(clock), executor_(executor) {}

  void RunUntil(int64_t until_ms) {
    executor_.RunReady();
    while (clock_.NowMs() < until_ms) {
      if (engine_.Idle()) {
        executor_.RunReady();  // results that arrived with the last job
        const int64_t next = std::min(until_ms, executor_.NextTaskMs().value_or(until_ms));
        clock_.AdvanceTo(next);
      } else {
        const auto before = std::chrono::steady_clock::now();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        owed_ += std::chrono::steady_clock::now() - before;
        const auto whole = std::chrono::floor<std::chrono::milliseconds>(owed_);
        owed_ -= whole;
        clock_.AdvanceTo(std::min(until_ms, clock_.NowMs() + whole.count()));
      }
      executor_.RunReady();
    }
  }

 private:
  dialogue::SpeechEngine& engine_;
  runtime::VirtualClock& clock_;
  runtime::VirtualExecutor& executor_;
  std::chrono::steady_clock::duration owed_{};
};

class Microphone {
 public:
  Microphone(dialogue::Conversation& conversation, HonestTime& time, runtime::VirtualClock& clock)
      : conversation_(conversation), time_(time), clock_(clock) {}

  void Send(std::vector<float> chunk, int rate_hz) {
    conversation_.AppendAudio(std::move(chunk), rate_hz);
    time_.RunUntil(clock_.NowMs() + kChunkMs);
  }
  void SendRecording(const std::vector<float>& samples, int rate_hz) {
    const size_t step = static_cast<size_t>(rate_hz) * kChunkMs / 1000;
    for (size_t begin = 0; begin < samples.size(); begin += step) {
      const size_t end = std::min(samples.size(), begin + step);
      Send({samples.begin() + static_cast<std::ptrdiff_t>(begin),
            samples.begin() + static_cast<std::ptrdiff_t>(end)},
           rate_hz);
    }
  }
  void SendRoom(int rate_hz) {
    std::vector<float> noise(static_cast<size_t>(rate_hz) * kChunkMs / 1000);
    std::uniform_real_distribution<float> level(-kRoomNoise, kRoomNoise);
    for (float& sample : noise) sample = level(random_);
    Send(std::move(noise), rate_hz);
  }

 private:
  dialogue::Conversation& conversation_;
  HonestTime& time_;
  runtime::VirtualClock& clock_;
  std::mt19937 random_{1};
};

}  // namespace

Result<std::vector<TurnOutcome>> RunFileConversation(
    dialogue::SpeechEngine& engine, dialogue::SessionConfig session,
    const std::vector<UserTurn>& turns, const std::function<void(const TurnOutcome&)>& on_turn) {
  runtime::VirtualClock clock(1000);
  runtime::VirtualExecutor executor(clock);
  Outcome outcome;
  session.transcription_events = true;
  session.perception.events = true;
  auto conversation = dialogue::Conversation::Create({.session = session, .id_seed = 1}, engine,
                                                     clock, executor, outcome);
  if (!conversation) return Fail(conversation.error());
  HonestTime time(engine, clock, executor);
  Microphone microphone(**conversation, time, clock);

  std::vector<TurnOutcome> outcomes;
  for (const UserTurn& turn : turns) {
    outcome.Begin();
    const int rate_hz = turn.sample_rate_hz > 0 ? turn.sample_rate_hz : 16000;
    if (!turn.text.empty()) {
      dialogue::Item item;
      item.content.push_back({.type = dialogue::ContentPart::Type::kInputText, .text = turn.text});
      (*conversation)->Handle(dialogue::CreateItem{.item = std::move(item)});
      (*conversation)->Handle(dialogue::CreateResponse{});
      outcome.turn.user_text = turn.text;
    } else {
      microphone.SendRecording(turn.samples, rate_hz);
    }
    const int64_t give_up = clock.NowMs() + kPatienceMs;
    // An answer in the middle of a recording is not the end of the turn's answers.
    while (!(outcome.answered && !outcome.user_speaking && !outcome.response_open) &&
           (outcome.response_open || outcome.user_speaking || clock.NowMs() < give_up)) {
      microphone.SendRoom(rate_hz);
    }
    if (!outcome.answered) outcome.turn.status = "no_reply";
    outcomes.push_back(outcome.turn);
    if (on_turn) on_turn(outcome.turn);
  }
  return outcomes;
}

}  // namespace vivavoce::app
