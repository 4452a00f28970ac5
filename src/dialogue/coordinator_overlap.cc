// Two voices at once.
#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

bool Coordinator::IsAudible() const {
  if (slot_ && slot_->Audio() &&
      (voice_ == VoiceState::kSpeaking || voice_ == VoiceState::kYielding)) {
    return true;
  }
  return playback_ && playback_->player.EndMs() - m_ > k_.audible_ms;
}

void Coordinator::BeginOverlap() {
  const bool near = user_.first_voiced_a - overlap_.ended_a < k_.overlap_join_ms;
  overlap_ = {.state = Overlap::State::kOpen,
              .carried_voiced_ms = near ? overlap_.ended_voiced_ms : 0,
              .partial_at_voiced = k_.overlap_look_at_ms};
}

OverlapEvidence Coordinator::Evidence() const {
  OverlapEvidence evidence{.voiced_ms = overlap_.carried_voiced_ms + user_.voiced_ms,
                           .text = overlap_.text,
                           .text_final = overlap_.text_final,
                           .confidence = overlap_.confidence};
  evidence.far = UserIsFar();
  evidence.text_covers = overlap_.text && Covers(overlap_.text_voiced_ms);
  evidence.text_final |= OverlapTextIsWhole();
  const int64_t silence = user_.SilenceMs();
  evidence.ended = user_.InPause() && !user_.probing && silence >= k_.overlap_end_ms;
  evidence.waited = evidence.ended && silence >= k_.overlap_end_ms + k_.verdict_wait_ms;
  const History::Note* note = playback_ ? history_.NoteOf(playback_->item_id) : nullptr;
  if (!note || !note->spoken) return evidence;
  const int64_t heard = HeardSamples();
  const SpokenText& spoken = *note->spoken;
  evidence.own_words = spoken.Between(heard - k_.echo_window_ms * rate_, heard);
  evidence.we_asked = spoken.AsksAt(heard);
  evidence.left_known = !slot_ || slot_->stream.ended;
  evidence.left_ms = (spoken.num_samples() - heard) / rate_;
  return evidence;
}

bool Coordinator::Covers(int64_t voiced_ms) const {
  return user_.voiced_ms - voiced_ms <= k_.partial_misses_ms;
}

bool Coordinator::OverlapTextIsWhole() const {
  return overlap_.IsOpen() && overlap_.text && overlap_.text_voiced_ms == user_.voiced_ms;
}

bool Coordinator::UserIsFar() const {
  return user_.LevelDbfs() < (user_dbfs_ ? *user_dbfs_ - k_.far_voice_db : k_.far_voice_dbfs);
}

void Coordinator::LearnUserLevel() {
  if (user_.voiced_ms < k_.min_turn_voiced_ms) return;
  const float level = user_.LevelDbfs();
  user_dbfs_ = user_dbfs_ ? *user_dbfs_ + k_.level_learning * (level - *user_dbfs_) : level;
}

void Coordinator::ThinkOverlap() {
  if (!overlap_.IsOpen()) return;
  if (!IsAudible()) return DissolveOverlap();
  const OverlapEvidence evidence = Evidence();
  const bool settling = !any_reply_heard_ && HeardMs() < k_.settling_ms;
  const float factor = settling ? k_.stop_factor_at_start : 1.0f;
  const bool enough =
      static_cast<float>(evidence.voiced_ms) >= static_cast<float>(k_.stop_ms) * factor;
  if (!overlap_.stopped && enough && !evidence.far) {
    overlap_.stopped = true;
    Move(VoiceEvent::kStop);
  }
  // One loud syllable of somebody in the background.
  if (overlap_.stopped && evidence.far) {
    overlap_.stopped = false;
    GoOnSpeaking();
  }
  Obey(JudgeOverlap(evidence, k_));
}

void Coordinator::Obey(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      break;
    case Verdict::kInterrupt:
      overlap_ = {};
      TellSpeechStarted();
      InterruptVoice(/*leave_out=*/false);
      break;
    case Verdict::kBackchannel:
    case Verdict::kFalse:
      EndOverlapQuietly();
      break;
    case Verdict::kAnswer:
      if (overlap_.state == Overlap::State::kAnswer) break;
      overlap_.state = Overlap::State::kAnswer;
      GoOnSpeaking();
      break;
  }
}

void Coordinator::EndOverlapQuietly() {
  const bool ended = user_.InPause() && !user_.probing;
  const Overlap over{.state = ended ? Overlap::State::kNone : Overlap::State::kIgnored,
                     .ended_a = user_.last_voiced_a,
                     .ended_voiced_ms = overlap_.carried_voiced_ms + user_.voiced_ms,
                     .silent_since_a = user_.now_a};
  ForgetTurn();
  user_.buffer_a = user_.now_a;
  overlap_ = over;
  GoOnSpeaking();
}

void Coordinator::GoOnSpeaking() {
  if (voice_ != VoiceState::kYielding) return;
  Move(VoiceEvent::kGoOn);
  fade_in_ = true;
  Pump();
}

void Coordinator::DissolveOverlap() {
  overlap_ = {};
  TellSpeechStarted();
}

}  // namespace vivavoce::dialogue
