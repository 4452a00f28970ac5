// Responses opened and closed.
#include <algorithm>
#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

ResponseSlot Coordinator::NewSlot(const CreateResponse* create) {
  ResponseSlot slot;
  slot.wire = {.id = ids_.Next("resp_"),
               .modality = create && create->modality ? *create->modality : config_.modality,
               .voice = create && create->voice ? *create->voice : config_.voice,
               .max_output_tokens = create && create->max_output_tokens
                                        ? *create->max_output_tokens
                                        : config_.max_output_tokens};
  slot.tells_acting = config_.acting_events;
  if (create) {
    slot.create = *create;
    slot.wire.in_conversation = create->in_conversation;
    slot.wire.metadata = create->metadata;
    slot.wire.wire_format = create->wire_format;
  }
  return slot;
}

// REQUIRES: no response is open.
void Coordinator::OpenResponse(const CreateResponse* create, std::optional<TurnTiming> timing) {
  idle_from_m_.reset();
  ResponseSlot slot = NewSlot(create);
  slot.timing = timing;
  slot.created_m = slot.progress_m = m_;
  slot.awaiting_words = IsWaitingForWords() && !(create && create->input);
  const bool live = hold_.state == HoldState::kPreparing || hold_.state == HoldState::kReady;
  bool promote = live && !slot.awaiting_words && !hold_.user_text;
  if (promote) {
    const ReplyRequest wanted = BuildRequest(create);
    promote =
        FingerprintOf(wanted) == FingerprintOf(hold_.request) && SameVoice(wanted, hold_.request);
  }
  if (promote) {
    hold_.Apply(HoldEvent::kPromote);
    slot.stream = std::move(hold_.stream);
    hold_ = {};
  } else {
    DropHold();
  }
  slot_ = std::move(slot);
  Move(slot_->stream.HasOutput() ? VoiceEvent::kOpenReady : VoiceEvent::kOpenPending);
  Writer(*slot_).Created();
  if (promote) {
    if (slot_->stream.Running()) Order(ReleaseReply{slot_->stream.job});
    TellAnswered(*slot_);
    return Pump();
  }
  if (!slot_->awaiting_words) StartReplyFor(*slot_);
}

void Coordinator::StartReplyFor(ResponseSlot& slot) {
  slot.awaiting_words = false;
  slot.progress_m = slot.stream.asked_m = m_;
  slot.stream.job = NewJob();
  Order(StartReply{slot.stream.job, BuildRequest(slot.create ? &*slot.create : nullptr),
                   /*hold=*/false});
  TellAnswered(slot);
}

void Coordinator::TellAnswered(const ResponseSlot& slot) {
  if (!slot.timing) return;
  Order(TurnAnswered{.response_id = slot.wire.id,
                     .reply = slot.stream.job,
                     .speech_end_a_ms = slot.timing->speech_end_a_ms,
                     .speech_end_m_ms = slot.timing->speech_end_m_ms,
                     .soft_end_m_ms = slot.timing->soft_end_m_ms,
                     .transcript_m_ms = slot.timing->transcript_m_ms});
}

void Coordinator::OpenOutOfBand(const CreateResponse& create) {
  ResponseSlot slot = NewSlot(&create);
  Writer(slot).Created();
  StartReplyFor(slot);
  out_of_band_.push_back(std::move(slot));
}

// The only way a response ends early. Order matters: nothing of it leaves once the job is aborted,
// what was heard is fixed before anything is written, and the slot is free when this returns.
void Coordinator::CloseResponse(ResponseStatus status, ResponseReason reason, std::string code,
                                std::string message) {
  ResponseSlot slot = std::move(*slot_);
  slot_.reset();
  fade_in_ = false;
  if (slot.stream.Running()) Order(AbortJob{slot.stream.job});
  const bool sounded = playback_ && playback_->item_id == slot.item_id;
  // A failure leaves what was sent to be heard; everything else silences the client.
  int64_t heard = slot.sent;
  if (status != ResponseStatus::kFailed && sounded) {
    heard = HeardSamples();
    playback_->player.Freeze(lost_m_ ? *lost_m_ : m_);
  }
  Writer(slot).CloseMessage(ItemStatus::kIncomplete);
  Writer(slot).Done(status, reason, std::move(code), std::move(message));
  if (sounded) {
    if (History::Note* note = history_.NoteOf(slot.item_id)) {
      note->sent_samples = slot.sent;
      note->frozen_ms = heard / rate_;
    }
    history_.CutAtSamples(slot.item_id, heard);
  }
  if (status != ResponseStatus::kFailed) {
    if (!sounded) CutPlayback();
    if (tail_ && tail_->player.EndMs() > m_) {
      history_.CutAtSamples(tail_->item_id, tail_->player.Heard(m_));
    }
  }
  tail_.reset();
  Move(VoiceEvent::kClosed);
  OpenQueued();
}

void Coordinator::CompleteResponse() {
  ResponseSlot slot = std::move(*slot_);
  slot_.reset();
  const ReplyStream& stream = slot.stream;
  const bool failed = stream.end == ReplyEnd::kFailed || stream.end == ReplyEnd::kAborted;
  const bool length = stream.end == ReplyEnd::kLength;
  Writer(slot).CloseMessage(failed || length ? ItemStatus::kIncomplete : ItemStatus::kCompleted);
  if (slot.Audio() && !slot.item_id.empty()) {
    History::Note* note = history_.NoteOf(slot.item_id);
    if (note && note->client_cut_ms) history_.CutAtSamples(slot.item_id, slot.sent);
  }
  if (!failed) {
    for (const ReplyFunctionCall& call : stream.calls) {
      Writer(slot).TellCall(ids_.Next("item_"), call);
    }
  }
  if (failed) {
    Writer(slot).Done(ResponseStatus::kFailed, ResponseReason::kNone, "inference_failed",
                      stream.error.message);
  } else if (length) {
    Writer(slot).Done(ResponseStatus::kIncomplete, ResponseReason::kMaxOutputTokens, "", "");
  } else {
    Writer(slot).Done(ResponseStatus::kCompleted, ResponseReason::kNone, "", "");
  }
  Move(slot.calls_told > 0 ? VoiceEvent::kCompleteWithCalls : VoiceEvent::kComplete);
  patience_ = std::max(1.0f, patience_ * k_.patience_decay);
  CheckPlayedOut();
  OpenQueued();
}

void Coordinator::OpenQueued() {
  if (!queued_ || slot_) return;
  OpenResponse(nullptr, *std::exchange(queued_, std::nullopt));
}

// The user has the floor. With `leave_out` what little was heard of the answer is forgotten.
void Coordinator::InterruptVoice(bool leave_out) {
  queued_.reset();
  if (slot_ || voice_ == VoiceState::kDraining) {
    if (HeardMs() < k_.short_hearing_ms || !playback_) {
      patience_ = std::min(patience_ * k_.patience_step, k_.patience_max);
    }
  }
  std::string item_id = slot_ ? slot_->item_id : playback_ ? playback_->item_id : std::string();
  if (slot_) {
    CloseResponse(ResponseStatus::kCancelled, ResponseReason::kTurnDetected);
  } else {
    CutPlayback();
    if (voice_ == VoiceState::kDraining) Move(VoiceEvent::kCut);
  }
  if (!leave_out) return;
  if (History::Note* note = history_.NoteOf(item_id)) {
    history_.FindToChange(item_id);
    note->left_out = true;
  }
}

// What is still playing of a finished response stops: its item ends where it was heard.
void Coordinator::CutPlayback() {
  if (!playback_ || playback_->player.EndMs() <= m_) return;
  const int64_t heard = HeardSamples();
  playback_->player.Freeze(lost_m_ ? *lost_m_ : m_);
  if (History::Note* note = history_.NoteOf(playback_->item_id)) note->frozen_ms = heard / rate_;
  history_.CutAtSamples(playback_->item_id, heard);
}

void Coordinator::CloseOutOfBand(size_t index, ResponseStatus status, ResponseReason reason,
                                 std::string code, std::string message) {
  ResponseSlot slot = std::move(out_of_band_[index]);
  out_of_band_.erase(out_of_band_.begin() + static_cast<std::ptrdiff_t>(index));
  if (slot.stream.Running()) Order(AbortJob{slot.stream.job});
  Writer(slot).CloseMessage(status == ResponseStatus::kCompleted ? ItemStatus::kCompleted
                                                                 : ItemStatus::kIncomplete);
  if (status == ResponseStatus::kCompleted || status == ResponseStatus::kIncomplete) {
    for (const ReplyFunctionCall& call : slot.stream.calls) {
      Writer(slot).TellCall(ids_.Next("item_"), call);
    }
  }
  Writer(slot).Done(status, reason, std::move(code), std::move(message));
}

}  // namespace vivavoce::dialogue
