#include "dialogue/testing/invariant_checker.h"

#include <fmt/format.h>

#include <algorithm>

namespace vivavoce::dialogue {
namespace {

template <typename E>
int Count(const std::vector<CoreAction>& actions) {
  return static_cast<int>(std::ranges::count_if(actions, [](const CoreAction& action) {
    const auto* emit = std::get_if<Emit>(&action);
    return emit && std::holds_alternative<E>(emit->event);
  }));
}

bool IsClient(const CoreEvent& event) {
  return std::visit(
      [](const auto& e) {
        return requires { e.event_id; };
      },
      event);
}

std::string ClientId(const CoreEvent& event) {
  return std::visit(
      [](const auto& e) {
        if constexpr (requires { e.event_id; }) return e.event_id;
        return std::string();
      },
      event);
}

}  // namespace

void InvariantChecker::Violation(const std::string& what) {
  violations_.push_back(fmt::format("m={}: {}", m_, what));
}

void InvariantChecker::OnEvent(const ServerEvent& event) {
  ++num_events_;
  std::visit(
      [this](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, TextDelta> || std::is_same_v<E, TranscriptDelta>) {
          OnDelta(e.at, e.delta);
        } else if constexpr (std::is_same_v<E, TextDone>) {
          OnTextDone(e.at, e.text);
        } else if constexpr (std::is_same_v<E, TranscriptDone>) {
          OnTextDone(e.at, e.transcript);
        } else if constexpr (std::is_same_v<E, TranscriptionCompleted> ||
                             std::is_same_v<E, TranscriptionFailed>) {
          if (!added_.contains(e.item_id)) Violation("a transcript before its item");
        } else if constexpr (requires { this->On(e); }) {
          On(e);
        }
      },
      event);
}

void InvariantChecker::OnAction(const CoreAction& action) {
  if (const auto* emit = std::get_if<Emit>(&action)) return OnEvent(emit->event);
  JobId started = 0;
  if (const auto* a = std::get_if<StartRecognition>(&action)) started = a->job;
  if (const auto* a = std::get_if<StartTurnScore>(&action)) started = a->job;
  if (const auto* a = std::get_if<StartReply>(&action)) started = a->job;
  if (started != 0 && !running_.insert(started).second) Violation("a job id used twice");
  if (const auto* a = std::get_if<AbortJob>(&action)) {
    if (running_.erase(a->job) == 0) Violation("aborts what does not run");
    aborted_.insert(a->job);
  }
  if (const auto* a = std::get_if<SpeakOpener>(&action)) {
    if (!running_.contains(a->job)) Violation("an opener for what does not run");
    if (generated_[a->job] > 0) Violation("an opener after the first words");
    if (!openers_.insert(a->job).second) Violation("two openers for one reply");
  }
  if (const auto* a = std::get_if<AddSilence>(&action)) {
    if (!openers_.contains(a->job)) Violation("silence without an opener");
    if (!running_.contains(a->job)) Violation("silence for what does not run");
    generated_[a->job] += a->num_samples;
  }
  if (const auto* a = std::get_if<SpeakBackchannel>(&action)) {
    if (speaking_ != a->item_id) Violation("a backchannel outside a turn");
    if (voiced_) Violation("a backchannel over the user's voice");
  }
  if (const auto* keep = std::get_if<KeepItemAudio>(&action)) {
    if (keep->a_from_ms < last_kept_ || keep->a_to_ms < keep->a_from_ms) {
      Violation("a sample in two items");
    }
    last_kept_ = keep->a_to_ms;
  }
}

void InvariantChecker::NoteInput(const CoreEvent& event) {
  if (const auto* clause = std::get_if<ReplyClauseReady>(&event)) {
    generated_[clause->job] += clause->num_samples;
  } else if (const auto* e = std::get_if<TranscriptReady>(&event)) {
    running_.erase(e->job);
  } else if (const auto* e = std::get_if<TurnScored>(&event)) {
    running_.erase(e->job);
  } else if (const auto* e = std::get_if<ReplyEnded>(&event)) {
    running_.erase(e->job);
  } else if (const auto* frame = std::get_if<AudioFrame>(&event)) {
    voiced_ = frame->voiced;
  }
}

void InvariantChecker::CheckAcks(const CoreEvent& event, const std::vector<CoreAction>& actions) {
  if (!IsClient(event) || std::get_if<RetrieveItem>(&event)) return;
  const int errors = Count<ErrorEvent>(actions);
  int acks = 0;
  if (std::get_if<UpdateSession>(&event)) acks = Count<SessionUpdated>(actions);
  if (std::get_if<CommitInput>(&event)) acks = Count<InputCommitted>(actions);
  if (std::get_if<ClearInput>(&event)) acks = Count<InputCleared>(actions);
  if (std::get_if<CreateItem>(&event)) acks = Count<ItemDone>(actions);
  if (std::get_if<DeleteItem>(&event)) acks = Count<ItemDeleted>(actions);
  if (std::get_if<TruncateItem>(&event)) acks = Count<ItemTruncated>(actions);
  if (std::get_if<CreateResponse>(&event)) acks = std::min(Count<ResponseCreated>(actions), 1);
  if (std::get_if<CancelResponse>(&event)) acks = Count<ResponseDone>(actions);
  if (acks + errors != 1 && !(acks > 1 && errors == 0)) {
    Violation(
        fmt::format("{} acks and {} errors for client event {}", acks, errors, event.index()));
  }
  for (const CoreAction& action : actions) {
    const auto* emit = std::get_if<Emit>(&action);
    if (!emit) continue;
    if (const auto* error = std::get_if<ErrorEvent>(&emit->event)) {
      if (error->event_id != ClientId(event)) Violation("an error without its event_id");
    } else if (errors > 0) {
      Violation("an error that changed something");
    }
  }
}

void InvariantChecker::CheckPermissions(const CoreEvent& event,
                                        const std::vector<CoreAction>& actions,
                                        const SessionConfig& session) {
  const bool updated = std::get_if<UpdateSession>(&event) != nullptr;
  const TurnDetection& detection = session.turn_detection;
  const bool manual = detection.type == TurnDetection::Type::kNone;
  if (!updated && manual && Count<InputCommitted>(actions) > 0 &&
      !std::get_if<CommitInput>(&event)) {
    Violation("a manual session committed by itself");
  }
  if (!updated && manual && Count<SpeechStarted>(actions) > 0) Violation("manual speech_started");
  if (!updated && !detection.create_response && Count<ResponseCreated>(actions) > 0 &&
      !std::get_if<CreateResponse>(&event) && Count<TimeoutTriggered>(actions) == 0) {
    Violation("a response nobody asked for");
  }
  for (const CoreAction& action : actions) {
    const auto* emit = std::get_if<Emit>(&action);
    const auto* done = emit ? std::get_if<ResponseDone>(&emit->event) : nullptr;
    if (done && done->response.reason == ResponseReason::kTurnDetected &&
        !detection.interrupt_response && !updated) {
      Violation("turn_detected without interrupt_response");
    }
  }
}

void InvariantChecker::CheckHistory(const CoreEvent& event, const ConversationCore& core) {
  if (const auto* erase = std::get_if<DeleteItem>(&event)) user_items_.erase(erase->item_id);
  std::set<std::string> there;
  std::set<std::string> outputs;
  for (const Item& item : core.items()) {
    if (!there.insert(item.id).second) Violation("an item twice in the history");
    if (item.type == ItemType::kFunctionCallOutput && !outputs.insert(item.call_id).second) {
      Violation("two outputs of one call");
    }
  }
  for (const std::string& id : user_items_) {
    if (!there.contains(id)) Violation("a committed item is gone");
  }
}

void InvariantChecker::Saw(int64_t m_ms, const CoreEvent& event,
                           const std::vector<CoreAction>& actions, const std::string& state_before,
                           const ConversationCore& core) {
  m_ = m_ms;
  NoteInput(event);
  for (const CoreAction& action : actions) OnAction(action);
  CheckAcks(event, actions);
  CheckPermissions(event, actions, core.session());
  CheckHistory(event, core);
  const std::string after = core.StateName();
  const bool yielding = after.find("/Yielding/") != std::string::npos;
  if (yielding && state_before.find("/Yielding/") != std::string::npos) {
    for (const CoreAction& action : actions) {
      const auto* emit = std::get_if<Emit>(&action);
      const auto* delta = emit ? std::get_if<AudioDelta>(&emit->event) : nullptr;
      const Open* open = delta ? Find(delta->at.response_id) : nullptr;
      if (open && open->in_conversation) Violation("sound while a verdict is pending");
    }
  }
  if (!yielding || voiced_) {
    yielding_since_silence_.reset();
  } else if (!yielding_since_silence_) {
    yielding_since_silence_ = m_;
  } else if (m_ - *yielding_since_silence_ > 1500 + 1000) {  // and the gap rule's second
    Violation("yields forever");
    yielding_since_silence_.reset();
  }
  if (const auto* time = std::get_if<TimePassed>(&event); time) {
    if (const auto next = core.NextDeadline(); next && *next <= m_) {
      Violation(fmt::format("a timer is still due in {}", after));
    }
  }
}

void InvariantChecker::CheckAllJobsEnded() {
  if (!running_.empty()) Violation(fmt::format("{} jobs have no end", running_.size()));
}

std::string Describe(const CoreAction& action) {
  const auto part = [](const PartAddress& at) {
    return fmt::format("{} {} {}", at.response_id, at.item_id, at.output_index);
  };
  std::string text = fmt::format("{}", action.index());
  if (const auto* emit = std::get_if<Emit>(&action)) {
    text += fmt::format(" event {}", emit->event.index());
    std::visit(
        [&](const auto& e) {
          if constexpr (requires { e.at; }) text += " " + part(e.at);
          if constexpr (requires { e.item_id; }) text += " " + e.item_id;
          if constexpr (requires { e.item.id; }) text += " " + e.item.id;
          if constexpr (requires { e.response.id; }) text += " " + e.response.id;
          if constexpr (requires { e.delta; }) text += " " + e.delta;
          if constexpr (requires { e.to_sample; }) {
            text += fmt::format(" {}-{}", e.from_sample, e.to_sample);
          }
          if constexpr (requires { e.audio_end_ms; }) text += fmt::format(" {}", e.audio_end_ms);
          if constexpr (requires { e.message; }) text += " " + e.message;
        },
        emit->event);
  }
  if (const auto* a = std::get_if<StartRecognition>(&action)) {
    text += fmt::format(" {} {}-{}", a->job, a->a_from_ms, a->a_to_ms);
  }
  if (const auto* a = std::get_if<StartReply>(&action)) {
    text += fmt::format(" {} {}", a->job, a->hold);
    for (const HistoryMessage& message : a->request.history) text += " | " + message.text;
  }
  if (const auto* a = std::get_if<AbortJob>(&action)) text += fmt::format(" {}", a->job);
  return text;
}

}  // namespace vivavoce::dialogue
