#include "eval/duplex_run.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "audio/resampler.h"
#include "dialogue/conversation.h"
#include "eval/echo_path.h"
#include "eval/sound_scene.h"
#include "runtime/virtual_executor.h"
#include "speaking/synthesizer.h"

namespace vivavoce::eval {
namespace {

constexpr int kTickMs = 20;
constexpr size_t kHeardTick = kSceneRateHz * kTickMs / 1000;
constexpr size_t kPlayedTick = speaking::kSpeechSampleRateHz * kTickMs / 1000;
constexpr int64_t kStartMs = 1000;
constexpr int64_t kLongestWaitForAgentMs = 10'000;
constexpr int64_t kWatchAnswerMs = 1000;

template <class... Ts>
struct DuplexOverloaded : Ts... {
  using Ts::operator()...;
};

// The loudspeaker of a client: begins a while after the first sound, plays while it has any.
class Loudspeaker {
 public:
  explicit Loudspeaker(int jitter_buffer_ms) : jitter_buffer_ms_(jitter_buffer_ms) {}

  void Receive(const std::vector<float>& samples, int64_t now_ms) {
    if (buffer_.empty() && now_ms >= starts_ms_) starts_ms_ = now_ms + jitter_buffer_ms_;
    buffer_.insert(buffer_.end(), samples.begin(), samples.end());
  }
  void Stop() { buffer_.clear(); }
  // The tick that begins at `now_ms`; zeros when there is nothing to play.
  std::vector<float> Play(int64_t now_ms) {
    std::vector<float> tick(kPlayedTick);
    plays_ = !buffer_.empty() && now_ms >= starts_ms_;
    if (!plays_) return tick;
    const size_t count = std::min(kPlayedTick, buffer_.size());
    const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(count);
    std::copy(buffer_.begin(), end, tick.begin());
    buffer_.erase(buffer_.begin(), end);
    return tick;
  }
  bool plays() const { return plays_; }

 private:
  const int jitter_buffer_ms_;
  std::deque<float> buffer_;
  int64_t starts_ms_ = 0;
  bool plays_ = false;
};

class Watcher final : public dialogue::ConversationListener {
 public:
  Watcher(const runtime::Clock& clock, int jitter_buffer_ms)
      : loudspeaker(jitter_buffer_ms), clock_(clock) {}

  void OnServerEvent(const dialogue::ServerEvent& event) override {
    std::visit(DuplexOverloaded{
                   [&](const dialogue::SpeechStarted&) {
                     trace.speech_started_ms.push_back(Now());
                     loudspeaker.Stop();
                   },
                   [&](const dialogue::InputCommitted&) { trace.committed_ms.push_back(Now()); },
                   [&](const dialogue::TranscriptionCompleted& e) {
                     trace.heard.push_back(e.transcript);
                   },
                   [&](const dialogue::ResponseCreated& e) {
                     trace.responses.push_back({.id = e.response.id, .opened_ms = Now()});
                   },
                   [&](const dialogue::AudioDelta& e) {
                     if (auto* response = Find(e.at.response_id)) {
                       response->sent_ms.push_back(Now());
                     }
                     loudspeaker.Receive(e.samples, clock_.NowMs());
                   },
                   [&](const dialogue::ResponseDone& e) {
                     if (auto* response = Find(e.response.id)) {
                       response->done_ms = Now();
                       response->cancelled =
                           e.response.status == dialogue::ResponseStatus::kCancelled;
                     }
                   },
                   [](const auto&) {},
               },
               event);
  }
  void OnTurnLatency(const dialogue::TurnLatency& latency) override {
    auto* response = Find(latency.response_id);
    const auto& ms = latency.stages_ms;
    if (!response || !ms.contains("end_of_turn") || !ms.contains("first_words")) return;
    // Both count from the last voiced sample; this is told at the first words.
    response->decided_ms = Now() - ms.at("first_words") + ms.at("end_of_turn");
  }

  void CountFrom(int64_t zero_ms) {
    const int64_t moved = zero_ - zero_ms;
    zero_ = zero_ms;
    const auto move = [&](std::vector<int64_t>& times) {
      for (int64_t& time : times) time += moved;
    };
    move(trace.speech_started_ms);
    move(trace.committed_ms);
    move(trace.played_ms);
    for (auto& response : trace.responses) {
      response.opened_ms += moved;
      move(response.sent_ms);
      if (response.done_ms) *response.done_ms += moved;
    }
  }
  int64_t Now() const { return clock_.NowMs() - zero_; }

  Loudspeaker loudspeaker;
  DuplexTrace trace;

 private:
  DuplexTrace::Response* Find(const std::string& id) {
    const auto found = std::ranges::find(trace.responses, id, &DuplexTrace::Response::id);
    return found == trace.responses.end() ? nullptr : &*found;
  }

  const runtime::Clock& clock_;
  int64_t zero_ = 0;
};

// Both ends of the line, a tick at a time.
class Line {
 public:
  Line(const DuplexCase& each, const DuplexClient& client, runtime::VirtualClock& clock,
       runtime::VirtualExecutor& executor, Watcher& watcher, audio::Resampler to_room)
      : case_(each),
        clock_(clock),
        executor_(executor),
        watcher_(watcher),
        to_room_(std::move(to_room)),
        echo_({.delay_ms = client.echo_delay_ms, .gain_db = each.echo_db.value_or(0)}) {}

  void Tick(dialogue::Conversation& conversation, std::vector<float> microphone) {
    const int64_t begin_ms = clock_.NowMs();
    std::vector<float> played = watcher_.loudspeaker.Play(begin_ms);
    if (watcher_.loudspeaker.plays()) watcher_.trace.played_ms.push_back(watcher_.Now());
    if (case_.echo_db) {
      echo_.Add(to_room_.Process(played), microphone);
    }
    // A microphone gives its samples when they are over.
    executor_.RunUntil(begin_ms + kTickMs);
    conversation.AppendAudio(std::move(microphone), kSceneRateHz);
    executor_.RunReady();
  }

 private:
  const DuplexCase& case_;
  runtime::VirtualClock& clock_;
  runtime::VirtualExecutor& executor_;
  Watcher& watcher_;
  audio::Resampler to_room_;
  EchoPath echo_;
};

void AskToSpeak(dialogue::Conversation& conversation, Language language) {
  dialogue::CreateItem asked;
  asked.item.content.emplace_back();
  asked.item.content[0].text =
      language == Language::kChinese ? "给我讲个故事。" : "Tell me a story.";
  conversation.Handle(std::move(asked));
  conversation.Handle(dialogue::CreateResponse{});
}

bool Answered(const DuplexCase& each, const DuplexTrace& trace, int64_t now_ms) {
  return std::ranges::any_of(trace.responses, [&](const DuplexTrace::Response& response) {
    return !response.cancelled && !response.sent_ms.empty() &&
           response.sent_ms.front() >= each.end_ms &&
           now_ms - response.sent_ms.front() >= kWatchAnswerMs;
  });
}

}  // namespace

Result<DuplexTrace> RunDuplexCase(const DuplexCase& each, const DuplexEars& ears,
                                  const DuplexReply& reply, const DuplexTiming& timing,
                                  const DuplexClient& client) {
  runtime::VirtualClock clock(kStartMs);
  runtime::VirtualExecutor executor(clock);
  DuplexEngine engine(ears, reply, timing, clock, executor);
  Watcher watcher(clock, client.jitter_buffer_ms);
  dialogue::SessionConfig session = client.session;
  session.transcription_events = true;
  session.openers = false;
  auto conversation = dialogue::Conversation::Create({.session = session, .id_seed = 1}, engine,
                                                     clock, executor, watcher);
  if (!conversation) return Fail(conversation.error());
  auto to_room = audio::Resampler::Create(speaking::kSpeechSampleRateHz, kSceneRateHz);
  if (!to_room) return Fail(to_room.error());
  Line line(each, client, clock, executor, watcher, std::move(*to_room));

  if (AgentSpeaksFirst(each.kind)) {
    AskToSpeak(**conversation, each.language);
    std::mt19937 random{1};
    while (static_cast<int64_t>(watcher.trace.played_ms.size()) * kTickMs < each.heard_before_ms) {
      if (clock.NowMs() > kStartMs + kLongestWaitForAgentMs) {
        const bool spoke = !watcher.trace.played_ms.empty();
        if (!spoke) return Fail(Error::Internal("the agent did not speak before " + each.name));
        break;  // its echo keeps interrupting it: an outcome
      }
      line.Tick(**conversation, RoomTone({}, kHeardTick, random));
    }
  }
  watcher.CountFrom(clock.NowMs());
  for (size_t at = 0; at + kHeardTick <= each.sound.size(); at += kHeardTick) {
    const auto begin = each.sound.begin() + static_cast<std::ptrdiff_t>(at);
    line.Tick(**conversation, {begin, begin + static_cast<std::ptrdiff_t>(kHeardTick)});
    if (Answered(each, watcher.trace, watcher.Now())) break;
  }
  watcher.trace.end_ms = watcher.Now();
  watcher.trace.work = engine.work();
  return std::move(watcher.trace);
}

}  // namespace vivavoce::eval
