#include "eval/hearing_load.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "dialogue/conversation.h"
#include "eval/sound_scene.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::eval {
namespace {

constexpr int kTickMs = 20;
constexpr size_t kTick = kSceneRateHz * kTickMs / 1000;
constexpr int64_t kStartMs = 1000;
constexpr int64_t kLastDecisionMs = 5000;

// A talker at a microphone and what comes back of each turn.
class Talker final : public dialogue::ConversationListener {
 public:
  // Begins no turn from `until_ms` on.
  Talker(const std::vector<std::vector<float>>& clips, int64_t pause_ms, int64_t until_ms,
         const runtime::Clock& clock, unsigned seed, HearingLoadReport& report)
      : clips_(clips),
        pause_ms_(pause_ms),
        until_ms_(until_ms),
        clock_(clock),
        random_(seed),
        report_(report) {
    next_clip_ = random_() % clips_.size();
    silence_left_ms_ = kTickMs + UpTo(2 * pause_ms);
  }

  void OnServerEvent(const dialogue::ServerEvent& event) override {
    if (!ended_ms_) return;
    const int64_t since_ms = clock_.NowMs() - *ended_ms_;
    if (std::holds_alternative<dialogue::InputCommitted>(event)) {
      if (!std::exchange(decided_, true)) report_.decided_ms.push_back(since_ms);
    } else if (const auto* said = std::get_if<dialogue::TranscriptionCompleted>(&event)) {
      if (said->transcript.empty() || std::exchange(understood_, true)) return;
      report_.transcript_ms.push_back(since_ms);
    }
  }

  // The 20 ms that end at `end_ms`.
  std::vector<float> Hear(int64_t end_ms) {
    std::vector<float> tick = RoomTone({}, kTick, random_);
    if (silence_left_ms_ > 0) {
      if (end_ms >= until_ms_) return tick;
      silence_left_ms_ -= kTickMs;
      if (silence_left_ms_ <= 0) Begin();
      return tick;
    }
    const std::vector<float>& clip = clips_[next_clip_];
    const size_t count = std::min(kTick, clip.size() - at_);
    MixInto(tick, std::span(clip).subspan(at_, count), 0);
    at_ += count;
    const auto voice_ends = static_cast<size_t>(voice_.end);
    if (!ended_ms_ && at_ >= voice_ends) {
      const auto past = static_cast<int64_t>((at_ - voice_ends) * 1000 / kSceneRateHz);
      ended_ms_ = end_ms - past;
      ++report_.turns;
      report_.speech_seconds += static_cast<double>(voice_.end - voice_.begin) / kSceneRateHz;
    }
    if (at_ >= clip.size()) {
      next_clip_ = (next_clip_ + 1) % clips_.size();
      silence_left_ms_ = kTickMs + pause_ms_ + UpTo(pause_ms_);
    }
    return tick;
  }

 private:
  int64_t UpTo(int64_t ms) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(ms + 1));
  }
  void Begin() {
    at_ = 0;
    voice_ = VoicedSpan(clips_[next_clip_]);
    ended_ms_.reset();
    decided_ = understood_ = false;
  }

  const std::vector<std::vector<float>>& clips_;
  const int64_t pause_ms_;
  const int64_t until_ms_;
  const runtime::Clock& clock_;
  std::mt19937 random_;
  HearingLoadReport& report_;
  size_t next_clip_ = 0;
  size_t at_ = 0;
  SoundSpan voice_;
  int64_t silence_left_ms_ = 0;
  std::optional<int64_t> ended_ms_;  // the newest turn's last voiced sample; nullopt: it goes on
  bool decided_ = false;
  bool understood_ = false;
};

}  // namespace

Result<HearingLoadReport> RunHearingLoad(const std::vector<std::vector<float>>& clips,
                                         const DuplexEars& ears,
                                         const HearingLoadOptions& options) {
  const bool silent = std::ranges::any_of(clips, [](const auto& clip) { return clip.empty(); });
  if (clips.empty() || silent) {
    return Fail(Error::InvalidArgument("needs clips with sound in them", "clips"));
  }
  runtime::VirtualClock clock(kStartMs);
  runtime::VirtualExecutor executor(clock);
  const DuplexReply no_reply;
  DuplexEngine engine(ears, no_reply, {.cost = options.cost}, clock, executor);
  dialogue::SessionConfig session;
  session.turn_detection.type = dialogue::TurnDetection::Type::kSemanticVad;
  session.transcription_only = true;
  session.transcription_events = true;
  HearingLoadReport report;
  const int64_t until_ms = kStartMs + 1000 * options.seconds;
  std::vector<std::unique_ptr<Talker>> talkers;
  std::vector<std::unique_ptr<dialogue::Conversation>> conversations;
  for (int i = 0; i < options.talkers; ++i) {
    const auto seed = static_cast<unsigned>(i + 1);
    talkers.push_back(
        std::make_unique<Talker>(clips, options.pause_ms, until_ms, clock, seed, report));
    auto conversation = dialogue::Conversation::Create({.session = session, .id_seed = seed},
                                                       engine, clock, executor, *talkers.back());
    if (!conversation) return Fail(conversation.error());
    conversations.push_back(std::move(*conversation));
  }
  const double cpu_before = ProcessCpuMs();
  const size_t longest = std::ranges::max(clips, {}, &std::vector<float>::size).size();
  const int64_t end_ms =
      until_ms + static_cast<int64_t>(longest * 1000 / kSceneRateHz) + kLastDecisionMs;
  while (clock.NowMs() < end_ms) {
    executor.RunUntil(clock.NowMs() + kTickMs);
    for (size_t i = 0; i < talkers.size(); ++i) {
      conversations[i]->AppendAudio(talkers[i]->Hear(clock.NowMs()), kSceneRateHz);
    }
    executor.RunReady();
  }
  const double cpu_ms = ProcessCpuMs() - cpu_before;
  report.busy_cores = cpu_ms / static_cast<double>(end_ms - kStartMs);
  report.partials = engine.work().partial_ms.size();
  std::ranges::sort(report.decided_ms);
  std::ranges::sort(report.transcript_ms);
  return report;
}

}  // namespace vivavoce::eval
