// Input becomes turns.
#include <algorithm>
#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

void Coordinator::OnUserEvent(UserEvent event, const AudioFrame* frame) {
  if (!user_.Apply(event)) {
    ++num_no_ops_;
    return;
  }
  switch (event) {
    case UserEvent::kVoice:
      BeginTurn(frame->a_begin_ms, frame->a_end_ms);
      if (user_.voiced_ms >= k_.onset_ms) OnUserEvent(UserEvent::kOnset, frame);
      break;
    case UserEvent::kOnset:
      TurnOpened();
      break;
    case UserEvent::kOnsetLost:
      user_.Reset();
      break;
    case UserEvent::kPause:
      decision_.acoustic.reset();
      decision_.first_acoustic.reset();
      decision_.score_known = false;
      decision_.next_score = 0;
      break;
    case UserEvent::kContinue:
      UserResumed();
      break;
    default:
      break;
  }
}

void Coordinator::BeginTurn(int64_t begin_a, int64_t end_a) {
  const int before = config_.turn_detection.prefix_padding_ms + user_.FaintMsBefore(begin_a, k_);
  user_.Begin(ids_.Next("item_"), begin_a, end_a, before);
  early_onset_ = (slot_ || voice_ == VoiceState::kDraining) && HeardMs() < k_.early_ms &&
                 !last_turn_item_.empty() && m_ - last_commit_m_ < k_.join_gap_ms;
}

void Coordinator::TurnOpened() {
  backchannel_voiced_ms_ = 0;
  words_ = {};
  words_.from_a = user_.start_a;
  words_.partial_asked_m = m_;
  decision_ = {};
  if (!config_.turn_detection.interrupt_response) return TellSpeechStarted();
  if (voice_ == VoiceState::kStarting || (early_onset_ && !UserIsFar())) {
    user_.joined = !last_turn_item_.empty() && history_.LastUserId() == last_turn_item_;
    TellSpeechStarted();
    return InterruptVoice(/*leave_out=*/true);
  }
  if (!IsAudible()) return TellSpeechStarted();
  if (config_.interruption == InterruptionPolicy::kImmediate) {
    TellSpeechStarted();
    return InterruptVoice(/*leave_out=*/false);
  }
  BeginOverlap();
}

// Explicit numbers of a client are obeyed; only semantic decisions are stretched.
float Coordinator::Patience() const {
  return std::min(patience_ * pause_habit_.Factor(), k_.patience_max);
}

void Coordinator::UserResumed() {
  pause_habit_.Paused(user_.resumed_after_ms);
  if (decision_.score_job != 0) Order(AbortJob{std::exchange(decision_.score_job, 0)});
  decision_.soft_end_m = decision_.grace_end_m = 0;
  if (hold_.user_text && hold_.Apply(HoldEvent::kUserResumed)) {
    hold_.expires_m = m_ + k_.shelved_ms;
  }
  overlap_.text_final = false;
  if (words_.last && words_.last->to_a - words_.last->from_a >= k_.segment_ms) CloseSegment();
  UnaskFinal();
  words_.partial_asked_m = m_;
}

void Coordinator::Progress() {
  if (lost_m_ || user_.state == UserState::kManual) return;
  ThinkOverlap();
  if (!user_.IsOpen()) return;
  AskFinalEarly();
  AskPartialIfDue();
  if (user_.state == UserState::kTalking && user_.now_a - words_.from_a >= k_.max_segment_ms) {
    AskFinal(user_.now_a);
    CloseSegment();
  }
  if (user_.now_a - user_.start_a >= k_.max_turn_ms && !overlap_.IsOpen()) {
    return CommitTurn(/*respond=*/true);
  }
  if (user_.InPause() && !user_.probing) ThinkPause();
}

void Coordinator::ThinkPause() {
  const int64_t silence = user_.SilenceMs();
  AskScore();
  AskFinalInPause();
  const TurnScore score = CurrentScore();
  if (user_.state == UserState::kPausing) {
    StartHoldIfDue(score, /*due=*/false);
    BackchannelIfDue(score);
    if (!overlap_.IsOpen() &&
        silence >= DecisionDelayMs(config_.turn_detection, score, Patience())) {
      BecomeDue();
    }
  }
  if (user_.state != UserState::kDue) return;
  const bool nothing = words_.IsFinal(user_.rev) && !words_.Failed() &&
                       words_.FinalText().empty() && words_.Tone().empty();
  if (nothing && user_.voiced_ms < k_.min_turn_voiced_ms) return DropTurn();
  // What came after the decision, words or a second score, may say that there is more to come.
  const int64_t wait = DecisionDelayMs(config_.turn_detection, score, Patience()) - silence;
  if (words_.IsFinal(user_.rev) && !words_.Failed() && wait > 0) {
    decision_.grace_end_m = std::max(decision_.grace_end_m, m_ + wait);
    return;
  }
  StartHoldIfDue(score, /*due=*/true);
  if (user_.SoundsOn(k_) && silence < k_.sounds_on_ms) {
    decision_.grace_end_m = std::max(decision_.grace_end_m, m_ + k_.continuation_ms);  // look again
    return;
  }
  if (score.sure) decision_.grace_end_m = m_;
  if (HoldAnswersTurn() || m_ >= GraceEnd()) CommitTurn(/*respond=*/true);
}

// REQUIRES: the turn is due. Nothing can be said before its words are read, and then they may prove
// to be broken off. A client's own number is obeyed.
int64_t Coordinator::GraceEnd() const {
  const TurnDetection& detection = config_.turn_detection;
  const bool semantic = detection.type == TurnDetection::Type::kSemanticVad;
  const bool read = hold_.whole.has_value() || hold_.stream.HasOutput();
  const bool unread = !words_.IsFinal(user_.rev) || (hold_.stream.Running() && !read);
  if (!reads_turns_ || !semantic || config_.transcription_only || !unread) return decision_.grace_end_m;
  return std::max(decision_.grace_end_m, decision_.soft_end_m + k_.grace_ms + k_.read_wait_ms);
}

TurnScore Coordinator::CurrentScore() const {
  const bool known = words_.IsFinal(user_.rev);
  return ScoreTurnEnd(decision_.acoustic, known ? words_.FinalText() : std::string(),
                      HeldWordsAreWhole(), decision_.first_acoustic);
}

// By the reply that is being made for them; nullopt: not read, or not the words as they are now.
std::optional<float> Coordinator::HeldWordsAreWhole() const {
  const bool current = hold_.state == HoldState::kPreparing || hold_.state == HoldState::kReady;
  return current && hold_.user_text ? hold_.whole : std::nullopt;
}

void Coordinator::AskScore() {
  if (decision_.score_job != 0 || decision_.next_score >= k_.score_at_ms.size()) return;
  if (user_.SilenceMs() < k_.score_at_ms[decision_.next_score]) return;
  ++decision_.next_score;
  // Too little voice says nothing, and all-zero input only looks like a very complete turn.
  if (user_.voiced_ms < k_.min_scored_voiced_ms || user_.digital_silence) {
    decision_.score_known = true;
    return;
  }
  decision_.score_job = NewJob();
  Order(StartTurnScore{decision_.score_job,
                       std::max(user_.start_a, user_.now_a - k_.score_window_ms), user_.now_a});
}

void Coordinator::BecomeDue() {
  user_.Apply(UserEvent::kDecide);
  decision_.soft_end_m = m_;
  // No reply is worth waiting for where none is made.
  decision_.grace_end_m = m_ + (config_.transcription_only ? 0 : k_.grace_ms);
}

std::optional<OpenTurn> Coordinator::SpokenTurn() const {
  if (!user_.IsOpen() || !user_.started_sent) return std::nullopt;
  return OpenTurn{user_.item_id, user_.start_a, user_.now_a};
}

void Coordinator::TellSpeechStarted() {
  if (std::exchange(user_.started_sent, true)) return;
  idle_from_m_.reset();
  Tell(dialogue::SpeechStarted{user_.item_id, user_.start_a});
}

void Coordinator::TellSpeechStopped() {
  if (!std::exchange(user_.started_sent, false)) return;
  Tell(SpeechStopped{user_.item_id, user_.now_a});
}

// Long manual input is recognised while it comes in; what is asked for shows only at the commit.
void Coordinator::FollowManualInput(const AudioFrame& frame) {
  static constexpr int kSplitSilenceMs = 200;
  manual_silent_ms_ = frame.voiced ? 0 : manual_silent_ms_ + frame.a_end_ms - frame.a_begin_ms;
  const int64_t length = user_.now_a - words_.from_a;
  const bool pause = manual_silent_ms_ >= kSplitSilenceMs;
  if (length < (pause ? k_.segment_ms : k_.max_segment_ms)) return;
  AskFinal(user_.now_a);
  CloseSegment();
}

}  // namespace vivavoce::dialogue
