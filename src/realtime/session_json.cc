#include "realtime/session_json.h"

#include "realtime/common_fields.h"
#include "realtime/perception_settings.h"

namespace vivavoce::realtime {
namespace {

using dialogue::TurnDetection;

// What an unset silence_duration_ms is shown as; the conversation may wait longer when the words
// sound unfinished.
constexpr int kShownSilenceMs = 500;

Json OrNull(const std::optional<int>& value) { return value ? Json(*value) : Json(nullptr); }

Json TurnDetectionToJson(const TurnDetection& turns) {
  if (turns.type == TurnDetection::Type::kNone) return nullptr;
  Json json{{"create_response", turns.create_response},
            {"interrupt_response", turns.interrupt_response}};
  if (turns.type == TurnDetection::Type::kSemanticVad) {
    static constexpr const char* kEagerness[] = {"auto", "low", "medium", "high"};
    json["type"] = "semantic_vad";
    json["eagerness"] = kEagerness[static_cast<size_t>(turns.eagerness)];
    return json;
  }
  json["type"] = "server_vad";
  json["threshold"] = RoundedNumber(turns.threshold);
  json["prefix_padding_ms"] = turns.prefix_padding_ms;
  json["silence_duration_ms"] = turns.silence_duration_ms.value_or(kShownSilenceMs);
  json["idle_timeout_ms"] = OrNull(turns.idle_timeout_ms);
  return json;
}

Json TokenLimitToJson(const std::optional<int>& limit) {
  return limit ? Json(*limit) : Json("inf");
}

void AddShared(const SessionSettings& settings, Json& json) {
  json["id"] = settings.id;
  json["object"] = "realtime.session";
  json["model"] = settings.model;
  json["expires_at"] = settings.expires_at > 0 ? Json(settings.expires_at) : Json(nullptr);
  json["instructions"] = settings.config.instructions;
  json["tools"] = settings.tools;
  json["tool_choice"] = settings.tool_choice;
  json["include"] = settings.include;
  json["tracing"] = settings.tracing;
  json["prompt"] = nullptr;
  json["vivavoce"] = {
      {"resume", settings.resume && !settings.resume_token.empty()
                     ? Json{{"token", settings.resume_token},
                            {"window_seconds", settings.resume_window_seconds}}
                     : Json(nullptr)},
      {"expiry_events", settings.expiry_events},
      {"transcription_deltas", settings.config.transcription_deltas},
      {"persona", settings.config.persona},
      {"interruption", settings.config.interruption == dialogue::InterruptionPolicy::kAdaptive
                           ? "adaptive"
                           : "immediate"},
      {"openers", settings.config.openers},
      {"backchannels", settings.config.backchannels},
      {"echo_cancellation", settings.config.echo_cancellation},
      {"guard", settings.config.guard},
      {"latency_events", settings.config.latency_events},
      {"acting_events", settings.config.acting_events},
      {"perception", PerceptionSettingsToJson(settings.config.perception)}};
}

void AddNested(const SessionSettings& settings, Json& json) {
  const bool is_audio = settings.config.modality == dialogue::Modality::kAudio;
  json["type"] = "realtime";
  json["output_modalities"] = Json::array({is_audio ? "audio" : "text"});
  json["audio"] = {{"input",
                    {{"format", settings.input_format.GaObject()},
                     {"transcription", settings.transcription},
                     {"noise_reduction", settings.noise_reduction},
                     {"turn_detection", TurnDetectionToJson(settings.config.turn_detection)}}},
                   {"output",
                    {{"format", settings.output_format.GaObject()},
                     {"voice", settings.voice},
                     {"speed", RoundedNumber(settings.config.speed)}}}};
  json["max_output_tokens"] = TokenLimitToJson(settings.config.max_output_tokens);
  json["truncation"] = settings.truncation;
  if (!settings.reasoning.is_null()) json["reasoning"] = settings.reasoning;
  if (!settings.parallel_tool_calls.is_null()) {
    json["parallel_tool_calls"] = settings.parallel_tool_calls;
  }
}

void AddFlat(const SessionSettings& settings, Json& json) {
  const bool is_audio = settings.config.modality == dialogue::Modality::kAudio;
  json["modalities"] = is_audio ? Json::array({"text", "audio"}) : Json::array({"text"});
  json["voice"] = settings.voice;
  json["speed"] = RoundedNumber(settings.config.speed);
  json["input_audio_format"] = settings.input_format.BetaName();
  json["output_audio_format"] = settings.output_format.BetaName();
  json["input_audio_transcription"] = settings.transcription;
  json["input_audio_noise_reduction"] = settings.noise_reduction;
  json["turn_detection"] = TurnDetectionToJson(settings.config.turn_detection);
  json["temperature"] = RoundedNumber(settings.config.temperature.value_or(kBetaTemperature));
  json["max_response_output_tokens"] = TokenLimitToJson(settings.config.max_output_tokens);
}

// Only the input: {"type": "transcription"} in GA, flat in beta.
Json TranscriptionSession(const SessionSettings& settings, std::optional<Dialect> dialect) {
  Json all;
  AddShared(settings, all);
  AddNested(settings, all);
  AddFlat(settings, all);
  Json json{{"object", "realtime.transcription_session"}};
  for (const char* key : {"id", "expires_at", "include", "vivavoce"}) json[key] = all[key];
  if (!dialect || !IsBetaShaped(*dialect)) {
    json["type"] = "transcription";
    json["audio"] = {{"input", all["audio"]["input"]}};
  }
  if (!dialect || IsBetaShaped(*dialect)) {
    for (const char* key : {"input_audio_format", "input_audio_transcription",
                            "input_audio_noise_reduction", "turn_detection"}) {
      json[key] = all[key];
    }
  }
  return json;
}

}  // namespace

Json SessionToJson(const SessionSettings& settings, std::optional<Dialect> dialect) {
  if (settings.kind == SessionKind::kTranscription) return TranscriptionSession(settings, dialect);
  Json json;
  AddShared(settings, json);
  if (!dialect || !IsBetaShaped(*dialect)) AddNested(settings, json);
  if (!dialect || IsBetaShaped(*dialect)) AddFlat(settings, json);
  return json;
}

}  // namespace vivavoce::realtime
