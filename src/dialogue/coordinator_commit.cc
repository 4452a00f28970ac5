// Turns become items.
#include <algorithm>
#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

void Coordinator::AddUserItem(std::string id, std::optional<std::string> transcript,
                              History::Note note, int64_t from_a, int64_t to_a) {
  const std::optional<std::string> previous = history_.LastId();
  Item item{
      .id = id,
      .role = ItemRole::kUser,
      .content = {{.type = ContentPart::Type::kInputAudio, .transcript = std::move(transcript)}}};
  Tell(InputCommitted{id, previous});
  Order(KeepItemAudio{id, from_a, to_a});
  Tell(ItemAdded{item, previous});
  Tell(ItemDone{item, previous});
  history_.Append(std::move(item), std::move(note));
  user_.buffer_a = to_a;
}

// The open turn is over: it becomes an item for good, and with `respond` it is answered.
void Coordinator::CommitTurn(bool respond) {
  const std::string id = user_.item_id;
  if (!words_.last || words_.last->rev != user_.rev) AskFinal(user_.now_a);
  if (words_.partial_job != 0) Order(AbortJob{std::exchange(words_.partial_job, 0)});
  if (decision_.score_job != 0) Order(AbortJob{std::exchange(decision_.score_job, 0)});
  PendingTranscript words{.item_id = id,
                          .words = std::exchange(words_, {}),
                          .rev = user_.rev,
                          .audio_ms = user_.now_a - user_.start_a,
                          .voiced_ms = user_.voiced_ms};
  words.limit_m = words.words.last->asked_m + k_.asr_limit_ms;
  const TurnTiming timing{
      .speech_end_a_ms = user_.last_voiced_a,
      .speech_end_m_ms = clock_.ToMonotonic(user_.last_voiced_a),
      .soft_end_m_ms = decision_.soft_end_m != 0 ? decision_.soft_end_m : m_,
      .transcript_m_ms = words.words.IsFinal(user_.rev) ? words.words.last->done_m : 0};

  pause_habit_.TurnEnded();
  LearnUserLevel();
  TellSpeechStopped();
  std::optional<std::string> known;
  if (words.words.IsFinal(words.rev) && !words.words.Failed()) known = words.words.FinalText();
  AddUserItem(id, std::move(known),
              {.joined = user_.joined,
               .language = words.words.BestLanguage(),
               .tone = words.words.IsFinal(words.rev) ? words.words.Tone() : std::string()},
              user_.start_a, user_.now_a);
  user_.Apply(UserEvent::kCommit);
  user_.Reset();
  overlap_ = {};
  last_commit_m_ = m_;
  last_turn_item_ = id;
  if (hold_.user_text) hold_.user_text.reset();  // its words are history now
  if (words.words.IsFinal(words.rev)) {
    Settle(words);
  } else {
    pending_.push_back(std::move(words));
  }
  if (respond) TurnCommitted(timing);
}

void Coordinator::TurnCommitted(const TurnTiming& timing) {
  if (!config_.turn_detection.create_response || config_.transcription_only) return;
  if (slot_ && !config_.turn_detection.interrupt_response) {
    queued_ = timing;  // the newest wins
    return;
  }
  queued_.reset();
  if (slot_) CloseResponse(ResponseStatus::kCancelled, ResponseReason::kTurnDetected);
  OpenResponse(nullptr, timing);
}

// It was nothing: a click, a breath.
void Coordinator::DropTurn() {
  TellSpeechStopped();
  ForgetTurn();
  user_.buffer_a = user_.now_a;
  if (voice_ == VoiceState::kIdle && any_audio_sent_) idle_from_m_ = m_;
}

void Coordinator::ForgetTurn() {
  AbortWords();
  if (decision_.score_job != 0) Order(AbortJob{decision_.score_job});
  decision_ = {};
  if (hold_.user_text) DropHold();
  user_.Apply(UserEvent::kDrop);
  user_.Reset();
}

// The client commits what is there without a turn: push-to-talk.
void Coordinator::CommitBuffer() {
  const int64_t from = user_.state == UserState::kManual
                           ? user_.buffer_a
                           : std::max(user_.buffer_a, user_.now_a - k_.pre_roll_limit_ms);
  if (user_.state != UserState::kManual) words_ = {.from_a = from};
  AskFinal(user_.now_a);
  PendingTranscript words{.item_id = ids_.Next("item_"),
                          .words = std::exchange(words_, {}),
                          .rev = user_.rev,
                          .limit_m = m_ + k_.asr_limit_ms,
                          .audio_ms = user_.now_a - from,
                          .voiced_ms = user_.now_a - from};
  AddUserItem(words.item_id, std::nullopt, {}, from, user_.now_a);
  words_.from_a = user_.now_a;
  manual_silent_ms_ = 0;
  last_commit_m_ = m_;
  last_turn_item_.clear();
  pending_.push_back(std::move(words));
}

void Coordinator::CommitIdle() {
  const int64_t from =
      std::clamp(clock_.ToAudio(*idle_from_m_), std::min(user_.buffer_a, user_.now_a), user_.now_a);
  idle_from_m_.reset();
  const std::string id = ids_.Next("item_");
  Tell(TimeoutTriggered{id, from, user_.now_a});
  AddUserItem(id, std::nullopt, {.silent = true}, from, user_.now_a);
  last_turn_item_.clear();
  OpenResponse(nullptr, std::nullopt);
}

}  // namespace vivavoce::dialogue
