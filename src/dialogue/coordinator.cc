#include "dialogue/coordinator.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace vivavoce::dialogue {
namespace {

constexpr int kGapTickMs = 20;
constexpr int kMaxTimerRounds = 64;

void Earliest(std::optional<int64_t>& earliest, std::optional<int64_t> other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

Coordinator::Coordinator(CoreOptions options)
    : k_(options.constants),
      reads_turns_(options.reads_turns),
      config_(std::move(options.session)),
      prompt_changed_(!HasSamePrompt(config_, SessionConfig())),
      ids_(options.id_seed),
      rate_(std::max(options.output_sample_rate_hz / 1000, 1)),
      playout_delay_ms_(static_cast<float>(options.constants.playout_delay_ms)) {
  if (config_.turn_detection.type == TurnDetection::Type::kNone) {
    user_.Apply(UserEvent::kDetectionOff);
  }
}

std::vector<CoreAction> Coordinator::Step(int64_t m_ms, const CoreEvent& event) {
  m_ = std::max(m_, m_ms);
  if (!closed_) {
    std::visit([this](const auto& e) { On(e); }, event);
    CheckHold();
    PrefillIfChanged();
  }
  return std::exchange(out_, {});
}

std::string Coordinator::StateName() const {
  return fmt::format("{}/{}/{}", ToString(user_.state), ToString(voice_), ToString(hold_.state));
}

int64_t Coordinator::NeededFromAudioMs() const {
  if (user_.IsOpen() || user_.state == UserState::kOnset) {
    return std::min(user_.start_a, user_.now_a - k_.score_window_ms);
  }
  if (user_.state == UserState::kManual) return user_.buffer_a;
  return std::max(user_.buffer_a, user_.now_a - k_.pre_roll_limit_ms);
}

std::optional<int64_t> Coordinator::HearsFromAudioMs() const {
  if (user_.state == UserState::kManual) return user_.buffer_a;
  if (user_.state == UserState::kSilent) return std::nullopt;
  return user_.start_a;
}

bool Coordinator::Move(VoiceEvent event) {
  const std::optional<VoiceState> next = NextVoiceState(voice_, event);
  if (!next) {
    ++num_no_ops_;
    return false;
  }
  voice_ = *next;
  return true;
}

void Coordinator::On(const AudioFrame& frame) {
  if (lost_m_) return;
  last_append_m_ = last_gap_tick_m_ = m_;
  clock_.Note(m_, frame.a_end_ms);
  if (overlap_.state == Overlap::State::kIgnored) {
    user_.now_a = frame.a_end_ms;
    if (frame.voiced) overlap_.silent_since_a = overlap_.ended_a = frame.a_end_ms;
    if (frame.a_end_ms - overlap_.silent_since_a >= k_.overlap_end_ms) {
      overlap_.state = Overlap::State::kNone;
    }
    return;
  }
  const std::optional<UserEvent> event = user_.OnFrame(frame, k_);
  if (user_.state == UserState::kManual) return FollowManualInput(frame);
  if (event) OnUserEvent(*event, &frame);
  if (frame.voiced && user_.state == UserState::kTalking) UnaskFinal();
  Progress();
}

void Coordinator::On(const TurnScored& scored) {
  if (scored.job == 0 || scored.job != decision_.score_job) {
    ++num_no_ops_;
    return;
  }
  decision_.score_job = 0;
  decision_.score_known = true;
  if (scored.probability) {
    decision_.acoustic = scored.probability;
    if (!decision_.first_acoustic) decision_.first_acoustic = scored.probability;
  }
  Progress();
}

ReplyStream* Coordinator::FindStream(JobId job) {
  if (ResponseSlot* slot = FindSlot(job)) return &slot->stream;
  return job != 0 && hold_.state != HoldState::kNone && hold_.stream.job == job ? &hold_.stream
                                                                                : nullptr;
}

ResponseSlot* Coordinator::FindSlot(JobId job) {
  if (job == 0) return nullptr;
  if (slot_ && slot_->stream.job == job) return &*slot_;
  const auto it = std::ranges::find_if(
      out_of_band_, [&](const ResponseSlot& slot) { return slot.stream.job == job; });
  return it == out_of_band_.end() ? nullptr : &*it;
}

void Coordinator::On(const ReplyProgress& progress) {
  if (ResponseSlot* slot = FindSlot(progress.job)) slot->progress_m = m_;
}

void Coordinator::On(const TurnRead& read) {
  if (hold_.state == HoldState::kNone || hold_.stream.job != read.job) {
    ++num_no_ops_;
    return;
  }
  hold_.whole = read.whole;
  Progress();
}

void Coordinator::On(const ReplyFirstToken& token) {
  if (!FindStream(token.job)) {
    ++num_no_ops_;
    return;
  }
  if (ResponseSlot* slot = FindSlot(token.job)) slot->progress_m = m_;
}

void Coordinator::On(const ReplyClauseReady& clause) {
  ReplyStream* stream = FindStream(clause.job);
  if (!stream || stream->ended) {
    ++num_no_ops_;
    return;
  }
  stream->spoken.Append(clause);
  ResponseSlot* slot = FindSlot(clause.job);
  if (!clause.is_opener && !std::exchange(stream->has_words, true) &&
      (slot ? slot->wire.modality : hold_.request.modality) == Modality::kAudio) {
    LearnWordsTake(*stream);
  }
  if (slot) {
    // An opener is no sign that the language model lives.
    if (!clause.is_opener) slot->progress_m = m_;
    Pump();
    PumpOutOfBand();
  } else {
    hold_.Apply(HoldEvent::kFirstOutput);
    Progress();
  }
}

void Coordinator::On(const ReplyFunctionCall& call) {
  ReplyStream* stream = FindStream(call.job);
  if (!stream || stream->ended || history_.HasCall(call.call_id)) {
    ++num_no_ops_;
    return;
  }
  stream->calls.push_back(call);
  if (ResponseSlot* slot = FindSlot(call.job)) {
    slot->progress_m = m_;
    Pump();
  }
}

void Coordinator::On(const ReplyEnded& ended) {
  ReplyStream* stream = FindStream(ended.job);
  if (!stream || stream->ended) {
    ++num_no_ops_;
    return;
  }
  stream->ended = true;
  stream->end = ended.end;
  stream->error = ended.error;
  stream->usage = ended.usage;
  if (FindSlot(ended.job)) {
    Pump();
    PumpOutOfBand();
    return;
  }
  if (ended.end == ReplyEnd::kFailed || ended.end == ReplyEnd::kAborted) {
    DropHold();
  } else {
    hold_.Apply(HoldEvent::kFirstOutput);
  }
  Progress();
}

void Coordinator::On(const SocketLost& lost) {
  if (lost_m_) return;
  lost_m_ = m_;
  suspended_told_ = lost.window_ms > 0;  // the reply waits
  lease_ms_ = lost.window_ms > 0 ? lost.window_ms : k_.lease_ms;
}

void Coordinator::On(const SocketResumed& resumed) {
  if (!lost_m_) return;
  lost_m_.reset();
  suspended_told_ = false;
  last_append_m_ = last_gap_tick_m_ = m_;
  if (idle_from_m_) idle_from_m_ = m_;
  // No engine is late because nobody listened.
  if (slot_) slot_->progress_m = m_;
  for (ResponseSlot& slot : out_of_band_) slot.progress_m = m_;
  int64_t missed = std::max<int64_t>(resumed.missed_samples, 0);
  if (playback_) missed = PlayAgain(*playback_, missed);
  if (tail_) PlayAgain(*tail_, missed);
  Pump();
  CheckPlayedOut();
}

// The last `missed` samples reach the client only now. Returns how many are of an earlier sound.
int64_t Coordinator::PlayAgain(Playback& playback, int64_t missed) {
  const int64_t sent = playback.player.sent();
  const int64_t of_this = std::min(missed, sent);
  playback.player.Rewind(sent - of_this);
  playback.player.Send(m_, sent, static_cast<int64_t>(playout_delay_ms_));
  return missed - of_this;
}

void Coordinator::Teardown() {
  AbortWords();
  if (decision_.score_job != 0) Order(AbortJob{decision_.score_job});
  for (const PendingTranscript& pending : pending_) {
    for (const JobId job : pending.words.Running()) Order(AbortJob{job});
  }
  if (slot_ && slot_->stream.Running()) Order(AbortJob{slot_->stream.job});
  for (const ResponseSlot& slot : out_of_band_) {
    if (slot.stream.Running()) Order(AbortJob{slot.stream.job});
  }
  if (hold_.state != HoldState::kNone && hold_.stream.Running()) {
    Order(AbortJob{hold_.stream.job});
  }
  closed_ = true;
}

std::optional<int64_t> Coordinator::IdleDeadline() const {
  const auto& timeout = config_.turn_detection.idle_timeout_ms;
  const bool quiet = user_.state == UserState::kSilent && voice_ == VoiceState::kIdle;
  if (!timeout || !idle_from_m_ || !quiet || history_.HasPendingCalls() || IsWaitingForWords()) {
    return std::nullopt;
  }
  return *idle_from_m_ + *timeout;
}

std::optional<int64_t> Coordinator::NextDeadline() const {
  std::optional<int64_t> next;
  if (closed_) return next;
  for (const PendingTranscript& pending : pending_) {
    if (!pending.told) Earliest(next, pending.limit_m);
  }
  if (lost_m_) {
    Earliest(next, *lost_m_ + (suspended_told_ ? lease_ms_ : k_.suspend_ms));
    return next;
  }
  if (user_.IsOpen() || user_.state == UserState::kOnset) {
    Earliest(next, std::max(last_append_m_ + k_.gap_ms, last_gap_tick_m_ + kGapTickMs));
    if (user_.state == UserState::kDue && !user_.probing) Earliest(next, GraceEnd());
  }
  Earliest(next, PaceDeadline());
  Earliest(next, OpenerDeadline());
  Earliest(next, RestDeadline());
  if (slot_) Earliest(next, StallDeadline(*slot_));
  for (const ResponseSlot& slot : out_of_band_) Earliest(next, StallDeadline(slot));
  if (voice_ == VoiceState::kDraining) Earliest(next, playback_ ? playback_->player.EndMs() : m_);
  Earliest(next, IdleDeadline());
  if (hold_.state != HoldState::kNone && hold_.expires_m != 0) Earliest(next, hold_.expires_m);
  return next;
}

void Coordinator::On(const TimePassed&) {
  for (int round = 0; round < kMaxTimerRounds; ++round) {
    const std::optional<int64_t> next = NextDeadline();
    if (!next || *next > m_) return;
    FireTimers();
    if (closed_) return;
  }
}

// Each check fires only what is due, so a late or stray call is harmless.
void Coordinator::FireTimers() {
  for (size_t i = 0; i < pending_.size(); ++i) {
    if (!pending_[i].told && m_ >= pending_[i].limit_m) GiveUpWaiting(pending_[i]);
  }
  if (lost_m_) {
    if (!suspended_told_ && m_ >= *lost_m_ + k_.suspend_ms) {
      suspended_told_ = true;
      if (slot_)
        CloseResponse(ResponseStatus::kCancelled, ResponseReason::kClientCancelled);
      else
        CutPlayback();
    }
    if (m_ >= *lost_m_ + lease_ms_) Teardown();
    return;
  }
  const bool open = user_.IsOpen() || user_.state == UserState::kOnset;
  if (open && GapBegun() && m_ >= last_gap_tick_m_ + kGapTickMs) {
    last_gap_tick_m_ = m_;
    if (const auto event = user_.OnGap(m_ - last_append_m_, k_)) OnUserEvent(*event, nullptr);
    Progress();
  }
  if (user_.state == UserState::kDue && m_ >= GraceEnd()) Progress();
  if (hold_.state != HoldState::kNone && hold_.expires_m != 0 && m_ >= hold_.expires_m) DropHold();
  Pump();
  CheckOpener();
  RestIfDue();
  CheckStalled();
  CheckPlayedOut();
  if (const auto idle = IdleDeadline(); idle && m_ >= *idle) CommitIdle();
}

}  // namespace vivavoce::dialogue
