// What a client asks for. Every request that changes something is answered once: by its event, or
// by an error that changes nothing.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "dialogue/coordinator.h"

namespace vivavoce::dialogue {

void Coordinator::Refuse(const std::string& event_id, std::string code, std::string message,
                         std::string param, uint64_t serial) {
  Tell(ErrorEvent{.code = std::move(code),
                  .message = std::move(message),
                  .param = std::move(param),
                  .event_id = event_id,
                  .serial = serial});
}

void Coordinator::On(const UpdateSession& update) {
  const SessionConfig& next = update.config;
  if (const Status valid = next.Validate(); !valid) {
    return Refuse(update.event_id, "invalid_value", valid.error().message, valid.error().field,
                  update.serial);
  }
  if (next.voice != config_.voice && any_audio_sent_) {
    return Refuse(update.event_id, "cannot_update_voice",
                  "Cannot update a conversation's voice if assistant audio is present.", "voice",
                  update.serial);
  }
  const bool was_manual = user_.state == UserState::kManual;
  const bool manual = next.turn_detection.type == TurnDetection::Type::kNone;
  if (manual && !was_manual) {
    TellSpeechStopped();
    const bool heard = user_.IsOpen() || user_.state == UserState::kOnset;
    const int64_t keep_from =
        heard ? user_.start_a : user_.now_a - config_.turn_detection.prefix_padding_ms;
    ForgetTurn();
    overlap_ = {};
    GoOnSpeaking();
    user_.Apply(UserEvent::kDetectionOff);
    user_.buffer_a = std::max(user_.buffer_a, keep_from);
    words_ = {.from_a = user_.buffer_a};
    manual_silent_ms_ = 0;
  } else if (!manual && was_manual) {
    AbortWords();
    user_.Apply(UserEvent::kDetectionOn);
    user_.Reset();
  }
  prompt_changed_ |= !HasSamePrompt(config_, next);
  config_ = next;
  ++config_epoch_;
  if (!config_.turn_detection.create_response) queued_.reset();  // the client answers now
  Tell(SessionUpdated{update.serial});
}

void Coordinator::On(const CommitInput& commit) {
  if (user_.IsOpen()) {
    const bool speaking = !user_.InPause() || user_.SilenceMs() <= k_.pause_ms;
    if (hold_.user_text) DropHold();
    CommitTurn(/*respond=*/false);
    GoOnSpeaking();
    if (!speaking) return;
    user_.Apply(UserEvent::kVoice);
    user_.Begin(ids_.Next("item_"), user_.now_a, user_.now_a, 0);
    early_onset_ = false;
    OnUserEvent(UserEvent::kOnset, nullptr);
    return;
  }
  const int64_t from = std::max(user_.buffer_a, user_.now_a - k_.pre_roll_limit_ms);
  if (user_.now_a - from < k_.min_commit_ms) {
    return Refuse(commit.event_id, "input_audio_buffer_commit_empty",
                  fmt::format("Error committing input audio buffer: buffer too small. Expected at "
                              "least {} ms of audio, but buffer only has {} ms of audio.",
                              k_.min_commit_ms, user_.now_a - from));
  }
  if (user_.Apply(UserEvent::kOnsetLost)) user_.Reset();
  CommitBuffer();
}

void Coordinator::On(const ClearInput&) {
  TellSpeechStopped();
  if (user_.state == UserState::kManual) {
    AbortWords();
  } else {
    ForgetTurn();
    if (user_.Apply(UserEvent::kClear)) user_.Reset();
    overlap_ = {};
    GoOnSpeaking();
  }
  user_.buffer_a = words_.from_a = user_.now_a;
  manual_silent_ms_ = 0;
  Tell(InputCleared{});
}

bool Coordinator::AcceptOutput(const CreateItem& create) {
  if (!history_.HasCall(create.item.call_id)) {
    Refuse(create.event_id, "invalid_value",
           fmt::format("Tool call ID '{}' not found in conversation.", create.item.call_id),
           "item.call_id");
    return false;
  }
  if (history_.HasOutput(create.item.call_id)) {
    Refuse(create.event_id, "invalid_value",
           fmt::format("Tool call ID '{}' already has an output.", create.item.call_id),
           "item.call_id");
    return false;
  }
  return true;
}

void Coordinator::On(const CreateItem& create) {
  if (!create.item.id.empty() && history_.Find(create.item.id)) {
    return Refuse(create.event_id, "invalid_value",
                  fmt::format("Item '{}' already exists.", create.item.id), "item.id");
  }
  const auto& previous = create.previous_item_id;
  if (previous && *previous != "root" && !history_.Find(*previous)) {
    return Refuse(create.event_id, "invalid_value",
                  fmt::format("Previous item '{}' not found in conversation.", *previous),
                  "previous_item_id");
  }
  if (create.item.type == ItemType::kFunctionCall && history_.HasCall(create.item.call_id)) {
    return Refuse(create.event_id, "invalid_value",
                  fmt::format("Tool call ID '{}' already exists.", create.item.call_id),
                  "item.call_id");
  }
  if (create.item.type == ItemType::kFunctionCallOutput && !AcceptOutput(create)) return;
  Item item = create.item;
  if (item.id.empty()) item.id = ids_.Next("item_");
  item.status = ItemStatus::kCompleted;
  const std::string id = item.id;
  if (previous) {
    history_.InsertAfter(*previous, item);
  } else {
    history_.Append(item);
  }
  RecognizeItem(item);
  for (ContentPart& part : item.content) part.audio.reset();  // told to those who retrieve it
  Tell(ItemAdded{item, history_.PreviousOf(id)});
  Tell(ItemDone{item, history_.PreviousOf(id)});
  if (item.type == ItemType::kFunctionCallOutput) PrefetchIfReady();
}

void Coordinator::On(const RetrieveItem& retrieve) {
  const Item* item = history_.Find(retrieve.item_id);
  if (!item) {
    return Refuse(retrieve.event_id, "item_retrieve_invalid_item_id",
                  fmt::format("Error retrieving item: the item with id '{}' does not exist.",
                              retrieve.item_id),
                  "item_id");
  }
  Tell(ItemRetrieved{*item});
}

void Coordinator::On(const DeleteItem& erase) {
  if (!history_.Erase(erase.item_id)) {
    return Refuse(
        erase.event_id, "item_delete_invalid_item_id",
        fmt::format("Error deleting item: the item with id '{}' does not exist.", erase.item_id),
        "item_id");
  }
  Order(ForgetItemAudio{erase.item_id});
  Tell(ItemDeleted{erase.item_id});
  std::erase_if(pending_, [&](const PendingTranscript& pending) {
    if (pending.item_id != erase.item_id) return false;
    for (const JobId job : pending.words.Running()) Order(AbortJob{job});
    return true;
  });
  WordsSettled();
}

void Coordinator::On(const TruncateItem& truncate) {
  History::Note* note = history_.NoteOf(truncate.item_id);
  if (!note) {
    return Refuse(truncate.event_id, "item_truncate_invalid_item_id",
                  fmt::format("Error truncating item: the item with id '{}' does not exist.",
                              truncate.item_id),
                  "item_id");
  }
  const auto invalid = [&](std::string message, std::string param) {
    Refuse(truncate.event_id, "invalid_value", std::move(message), std::move(param));
  };
  if (!note->spoken) {
    return invalid("Only assistant items with audio can be truncated.", "item_id");
  }
  if (truncate.content_index != 0) {
    return invalid("The item has one content part, with index 0.", "content_index");
  }
  const int64_t sent_ms = (note->sent_samples + rate_ - 1) / rate_;
  if (truncate.audio_end_ms < 0 || truncate.audio_end_ms > sent_ms) {
    return invalid(fmt::format("Audio content of {}ms is already shorter than {}ms.", sent_ms,
                               truncate.audio_end_ms),
                   "audio_end_ms");
  }
  if (note->frozen_ms && !note->client_cut_ms) {
    const auto late = static_cast<float>(*note->frozen_ms - truncate.audio_end_ms);
    playout_delay_ms_ = std::clamp(playout_delay_ms_ + k_.playout_learning * late, 0.0f,
                                   static_cast<float>(k_.max_playout_delay_ms));
  }
  note->client_cut_ms =
      std::min(truncate.audio_end_ms, note->client_cut_ms.value_or(truncate.audio_end_ms));
  const bool open = slot_ && slot_->item_id == truncate.item_id;
  if (!open) {
    history_.CutAtSamples(truncate.item_id, note->sent_samples);
    if (playback_ && playback_->item_id == truncate.item_id && voice_ == VoiceState::kDraining) {
      playback_->player.Freeze(m_);  // the client has stopped playing it
    }
  }
  Tell(ItemTruncated{truncate.item_id, 0, truncate.audio_end_ms});
  if (!open) CheckPlayedOut();
}

void Coordinator::On(const CreateResponse& create) {
  if (config_.transcription_only) {
    return Refuse(create.event_id, "invalid_parameter", "A transcription session has no responses.",
                  "type");
  }
  CreateResponse wanted = create;
  if (wanted.input) {
    for (Item& item : *wanted.input) {
      const bool reference = item.type == ItemType::kMessage && item.content.empty();
      if (!reference) continue;
      const Item* known = history_.Find(item.id);
      if (!known) {
        return Refuse(create.event_id, "invalid_value",
                      fmt::format("Item '{}' not found in conversation.", item.id),
                      "response.input");
      }
      item = *known;
    }
  }
  if (!create.in_conversation) {
    if (out_of_band_.size() >= static_cast<size_t>(k_.max_out_of_band)) {
      return Refuse(create.event_id, "too_many_active_responses",
                    fmt::format("At most {} responses outside the conversation may be active.",
                                k_.max_out_of_band));
    }
    return OpenOutOfBand(wanted);
  }
  if (slot_) {
    return Refuse(create.event_id, "conversation_already_has_active_response",
                  fmt::format("Conversation already has an active response in progress: {}. Wait "
                              "until the response is finished before creating a new one.",
                              slot_->wire.id));
  }
  OpenResponse(&wanted, std::nullopt);
}

void Coordinator::On(const CancelResponse& cancel) {
  if (slot_ && (cancel.response_id.empty() || cancel.response_id == slot_->wire.id)) {
    CloseResponse(ResponseStatus::kCancelled, ResponseReason::kClientCancelled);
    return Progress();  // an overlap is an ordinary turn now
  }
  for (size_t i = 0; !cancel.response_id.empty() && i < out_of_band_.size(); ++i) {
    if (out_of_band_[i].wire.id != cancel.response_id) continue;
    return CloseOutOfBand(i, ResponseStatus::kCancelled, ResponseReason::kClientCancelled);
  }
  if (!slot_) DropHold();
  Refuse(cancel.event_id, "response_cancel_not_active",
         "Cancellation failed: no active response found");
}

}  // namespace vivavoce::dialogue
