#include "realtime/wire_session.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "realtime/session_patch.h"

namespace vivavoce::realtime {
namespace {

using dialogue::TurnDetection;

// A minute of pcm16 at 24 kHz in base64, and its words.
constexpr size_t kMostLogBytes = 4u << 20;

bool IsTranscriptionModel(const WireOptions& options, const std::string& model) {
  return std::ranges::any_of(options.transcription_models, [&](const std::string& pattern) {
    return MatchesPattern(pattern, model);
  });
}

std::optional<dialogue::ErrorEvent> Refusal(const WireOptions& options,
                                            const Handshake& handshake) {
  if (handshake.query.contains("resume")) {
    return RequestError("resume_token_invalid",
                        "No session can be resumed with this token: it has ended, its window has "
                        "passed, or it belongs to another key. Connect anew without 'resume'.",
                        "resume");
  }
  const std::string intent = handshake.Query("intent");
  if (handshake.query.contains("intent") && intent != "conversation" &&
      !IsTranscription(handshake)) {
    return RequestError("invalid_value", "'intent' must be 'conversation' or 'transcription'.",
                        "intent");
  }
  const std::string model = handshake.Query("model");
  if (IsTranscription(handshake) && IsTranscriptionModel(options, model)) return std::nullopt;
  return UnknownModel(options, model);
}

}  // namespace

bool IsTranscription(const Handshake& handshake) {
  return handshake.Query("intent") == "transcription";
}

std::optional<dialogue::ErrorEvent> UnknownModel(const WireOptions& options,
                                                 const std::string& model) {
  if (model.empty()) return std::nullopt;
  for (const auto& patterns : {options.models, options.stepfun_models}) {
    for (const std::string& pattern : patterns) {
      if (MatchesPattern(pattern, model)) return std::nullopt;
    }
  }
  return RequestError(
      "model_not_found",
      fmt::format("There is no model '{}' here; known are '{}', '{}'.", model.substr(0, 200),
                  fmt::join(options.models, "', '"), fmt::join(options.stepfun_models, "', '")),
      "model");
}

WireOptions WireOptions::Default() {
  WireOptions options;
  options.models = {"vivavoce", "gpt-realtime*", "gpt-4o-realtime-preview*",
                    "gpt-4o-mini-realtime-preview*"};
  options.stepfun_models = {"stepaudio-*", "step-*-realtime*", "step-audio-*", "step-1o-audio*"};
  options.listed_models = {"vivavoce", "gpt-realtime", "gpt-4o-realtime-preview",
                           "step-2.5-realtime", "stepaudio-2.5-realtime"};
  options.transcription_models = {"whisper-1",
                                  "gpt-transcribe*",
                                  "gpt-live-transcribe*",
                                  "gpt-realtime-whisper*",
                                  "gpt-4o-transcribe*",
                                  "gpt-4o-mini-transcribe*"};
  return options;
}

WireSession::WireSession(const WireOptions& options, const Handshake& handshake,
                         const std::string& id_stem, int64_t expires_at, const Json* bound,
                         std::string resume_token)
    : options_(options),
      lock_(DialectFromHandshake(handshake, options.dialect, options.stepfun_models),
            options.fallback),
      settings_(options.defaults),
      writer_(id_stem, "conv_" + id_stem),
      log_(kMostLogBytes),
      refusal_(Refusal(options, handshake)) {
  settings_.id = "sess_" + id_stem;
  settings_.expires_at = expires_at;
  settings_.resume_token = std::move(resume_token);
  if (IsTranscription(handshake) ||
      (bound != nullptr && bound->value("type", Json()) == "transcription")) {
    MakeTranscription(settings_);
  }
  settings_.model = handshake.Query("model");
  if (settings_.model.empty()) {
    settings_.model = options_.default_model;
    if (bound != nullptr) settings_.model = bound->value("model", settings_.model);
  }
  if (bound != nullptr && !refusal_) {
    lock_.ObserveSession(*bound);
    Preset(*bound);
  }
  const std::string persona = handshake.Query("persona");
  if (!persona.empty() && !refusal_) {
    Preset(Json{{"vivavoce", {{"persona", persona}}}});
  }
  ApplyFlavour(settings_);
}

void WireSession::Preset(const Json& patch) {
  auto patched = PatchSession(settings_, patch, options_.vocabulary);
  if (patched) {
    settings_ = std::move(*patched);
  } else {
    refusal_ = patched.error();
  }
}

void WireSession::ApplyFlavour(SessionSettings& settings) const {
  if (lock_.dialect() == Dialect::kStepFun) settings.config.transcription_events = true;
}

// Beta has names of its own for transcription sessions.
std::string WireSession::SessionText(const EventName& name, const EventName& transcription) {
  const bool own_name = settings_.kind == SessionKind::kTranscription && lock_.dialect() &&
                        IsBetaShaped(*lock_.dialect());
  return writer_.Session(own_name ? transcription.beta : name.ga, settings_, lock_.dialect());
}

std::string WireSession::Created() {
  return Keep(SessionText(event::kSessionCreated, event::kTranscriptionSessionCreated));
}

std::string WireSession::Expiring(int seconds_left) {
  return Keep(writer_.Vendor(event::kSessionExpiring.ga, {{"expires_at", settings_.expires_at},
                                                          {"seconds_left", seconds_left}}));
}

std::string WireSession::Keep(std::string text) {
  if (settings_.resume) log_.Add(writer_.EventId(writer_.num_written()), text);
  return text;
}

std::vector<std::string> WireSession::Keep(std::vector<std::string> texts, int64_t samples) {
  if (!settings_.resume) return texts;
  const uint64_t before = writer_.num_written() - texts.size();
  for (size_t i = 0; i < texts.size(); ++i) {
    log_.Add(writer_.EventId(before + 1 + i), texts[i], std::exchange(samples, 0));
  }
  return texts;
}

Resumption WireSession::Resume(std::string_view after) {
  const auto rest = log_.After(after);
  Resumption resumption{{SessionText(event::kSessionCreated, event::kTranscriptionSessionCreated)},
                        rest ? rest->samples : 0};
  const std::string created_id = writer_.EventId(writer_.num_written());
  const size_t missed = rest ? rest->texts.size() : 0;
  resumption.texts.push_back(writer_.Vendor(
      event::kResumed.ga, {{"complete", rest.has_value()}, {"missed_events", missed}}));
  if (!rest) log_ = EventLog(kMostLogBytes);
  log_.AddFirst(writer_.EventId(writer_.num_written()));
  log_.AddFirst(created_id);
  if (rest) {
    resumption.texts.insert(resumption.texts.end(), rest->texts.begin(), rest->texts.end());
  }
  return resumption;
}

Inbound WireSession::OnClientText(std::string_view text) {
  Inbound inbound;
  auto parsed = ParseClientEvent(text, Latest().input_format, options_.vocabulary);
  if (!parsed) {
    inbound.replies.push_back(Error(parsed.error()));
    return inbound;
  }
  std::visit(
      [&](auto&& event) {
        using Event = std::decay_t<decltype(event)>;
        if constexpr (std::is_same_v<Event, SessionPatch>) {
          OnPatch(std::move(event), inbound);
        } else if constexpr (std::is_same_v<Event, ParsedResponse>) {
          lock_.ObserveResponse(event.response);
          inbound.to_conversation.emplace_back(dialogue::ClientEvent(std::move(event.event)));
        } else if constexpr (std::is_same_v<Event, AppendInput>) {
          inbound.to_conversation.emplace_back(std::move(event));
        } else if constexpr (std::is_same_v<Event, dialogue::CommitInput>) {
          OnCommit(std::move(event), inbound);
        } else {
          inbound.to_conversation.emplace_back(dialogue::ClientEvent(std::move(event)));
        }
      },
      std::move(*parsed));
  return inbound;
}

void WireSession::OnPatch(SessionPatch patch, Inbound& inbound) {
  if (patch.for_transcription) {
    lock_.Observe(Dialect::kBeta);  // GA has session.update for both
    if (settings_.kind != SessionKind::kTranscription) {
      auto error = RequestError("invalid_parameter",
                                "This is a realtime connection; transcription sessions are opened "
                                "with ?intent=transcription.",
                                "type");
      error.event_id = patch.event_id;
      inbound.replies.push_back(Error(error));
      return;
    }
  }
  lock_.ObserveSession(patch.session);
  auto patched = PatchSession(Latest(), patch.session, options_.vocabulary);
  if (!patched) {
    patched.error().event_id = patch.event_id;
    inbound.replies.push_back(Error(patched.error()));
    return;
  }
  ApplyFlavour(*patched);
  Propose(std::move(*patched), std::move(patch.event_id), /*silent=*/false, inbound);
}

void WireSession::OnCommit(dialogue::CommitInput commit, Inbound& inbound) {
  SessionSettings settings = Latest();
  TurnDetection& turns = settings.config.turn_detection;
  if (lock_.dialect() == Dialect::kStepFun && !settings.turn_detection_chosen &&
      turns.type != TurnDetection::Type::kNone) {
    turns.type = TurnDetection::Type::kNone;
    Propose(std::move(settings), commit.event_id, /*silent=*/true, inbound);
  }
  inbound.to_conversation.emplace_back(dialogue::ClientEvent(std::move(commit)));
}

void WireSession::Propose(SessionSettings settings, std::string event_id, bool silent,
                          Inbound& inbound) {
  dialogue::UpdateSession update{std::move(event_id), settings.config, next_serial_++};
  pending_.push_back({update.serial, std::move(settings), silent});
  inbound.to_conversation.emplace_back(dialogue::ClientEvent(std::move(update)));
}

std::vector<std::string> WireSession::OnServerEvent(const dialogue::ServerEvent& event) {
  if (const auto* updated = std::get_if<dialogue::SessionUpdated>(&event)) {
    return OnUpdated(updated->serial);
  }
  if (const auto* error = std::get_if<dialogue::ErrorEvent>(&event)) return OnError(*error);
  // What the user's speech does has the same names everywhere and decides nothing.
  const bool is_neutral = std::holds_alternative<dialogue::InputCommitted>(event) ||
                          std::holds_alternative<dialogue::InputCleared>(event) ||
                          std::holds_alternative<dialogue::SpeechStarted>(event) ||
                          std::holds_alternative<dialogue::SpeechStopped>(event) ||
                          std::holds_alternative<dialogue::TranscriptionDelta>(event);
  const Dialect dialect =
      is_neutral ? lock_.dialect().value_or(options_.fallback) : lock_.LockForOutput();
  auto texts = writer_.Write(event, settings_, dialect);
  if (std::holds_alternative<dialogue::BackchannelSpoken>(event)) {
    // Said later, "mm-hm" would interrupt: if it is lost on the way, it stays so.
    if (settings_.resume) log_.Add(writer_.EventId(writer_.num_written()), "");
    return texts;
  }
  const auto* sound = std::get_if<dialogue::AudioDelta>(&event);
  return Keep(std::move(texts),
              sound != nullptr ? sound->to_sample - sound->from_sample : 0);
}

std::vector<std::string> WireSession::OnUpdated(uint64_t serial) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const PendingUpdate& p) { return p.serial == serial; });
  if (found == pending_.end()) return {};
  settings_ = std::move(found->settings);
  if (!settings_.resume) log_ = EventLog(kMostLogBytes);
  const bool silent = found->silent;
  pending_.erase(pending_.begin(), std::next(found));  // answers come in order
  if (silent) return {};
  return {Keep(SessionText(event::kSessionUpdated, event::kTranscriptionSessionUpdated))};
}

std::vector<std::string> WireSession::OnError(const dialogue::ErrorEvent& error) {
  bool silent = false;
  if (error.serial != 0) {
    std::erase_if(pending_, [&](const PendingUpdate& p) {
      if (p.serial != error.serial) return false;
      silent = p.silent;
      return true;
    });
  }
  if (silent) return {};
  return {Error(error)};
}

}  // namespace vivavoce::realtime
