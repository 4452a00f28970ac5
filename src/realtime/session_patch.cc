#include "realtime/session_patch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "realtime/common_fields.h"
#include "realtime/perception_settings.h"

namespace vivavoce::realtime {
namespace {

using dialogue::TurnDetection;

// "none" and "" are StepFun's and Qwen's spelling of null.
bool IsOff(const Json& type) { return type == "none" || type == ""; }

void ReadTurnType(FieldReader& fields, TurnDetection& turns) {
  if (fields.Has("type")) {
    if (IsOff(*fields.Find("type"))) {
      turns.type = TurnDetection::Type::kNone;
      return;
    }
    const auto type = fields.Choice("type", {"server_vad", "semantic_vad"});
    const auto wanted =
        type.value_or(0) == 0 ? TurnDetection::Type::kServerVad : TurnDetection::Type::kSemanticVad;
    if (turns.type == wanted) return;
    turns = TurnDetection();
    turns.type = wanted;
  } else if (turns.type == TurnDetection::Type::kNone) {
    turns = TurnDetection();
  }
}

void ReadTurnDetection(FieldReader& parent, const char* key, SessionSettings& settings) {
  if (parent.Find(key) == nullptr) return;
  settings.turn_detection_chosen = true;
  TurnDetection& turns = settings.config.turn_detection;
  if (parent.IsNull(key)) {
    turns.type = TurnDetection::Type::kNone;
    return;
  }
  auto fields = parent.Object(key);
  if (!fields) return;
  ReadTurnType(*fields, turns);
  if (turns.type == TurnDetection::Type::kNone) return;
  fields->Bool("create_response", turns.create_response);
  fields->Bool("interrupt_response", turns.interrupt_response);
  if (turns.type == TurnDetection::Type::kSemanticVad) {
    if (const auto eagerness = fields->Choice("eagerness", {"auto", "low", "medium", "high"})) {
      turns.eagerness = static_cast<TurnDetection::Eagerness>(*eagerness);
    }
    return;
  }
  fields->Number("threshold", turns.threshold, 0, 1);
  // The ends of the wire's range would always or never hear a voice.
  turns.threshold = std::clamp(turns.threshold, 0.01f, 0.99f);
  fields->Integer("prefix_padding_ms", turns.prefix_padding_ms, 0, 5000);
  fields->Integer("silence_duration_ms", turns.silence_duration_ms, 0, 10000);
  if (fields->IsNull("silence_duration_ms")) turns.silence_duration_ms.reset();
  fields->Integer("idle_timeout_ms", turns.idle_timeout_ms, 5000, 30000);
  if (fields->IsNull("idle_timeout_ms")) turns.idle_timeout_ms.reset();
}

void ReadTranscription(FieldReader& parent, const char* key, SessionSettings& settings) {
  if (parent.Find(key) == nullptr) return;
  if (parent.IsNull(key)) {
    settings.transcription = nullptr;
    settings.config.transcription_events = false;
    return;
  }
  auto fields = parent.Object(key);
  if (!fields) return;
  std::string model, language;
  fields->String("model", model, 256);
  fields->String("language", language, 64);
  fields->String("prompt", settings.config.transcription_prompt, 1 << 14);
  // A language we do not know by name is still recognised by its sound.
  if (!language.empty()) settings.config.input_language = LanguageFromCode(language);
  settings.config.transcription_events = true;
  if (!settings.transcription.is_object()) settings.transcription = Json::object();
  settings.transcription.merge_patch(*parent.Find(key));
}

void ReadNoiseReduction(FieldReader& parent, const char* key, SessionSettings& settings) {
  if (parent.IsNull(key)) {
    settings.noise_reduction = nullptr;
    settings.config.noise_reduction = dialogue::NoiseReduction::kNone;
  }
  auto fields = parent.Object(key);
  if (!fields) return;
  if (const auto type = fields->Choice("type", {"near_field", "far_field"})) {
    settings.config.noise_reduction =
        *type == 0 ? dialogue::NoiseReduction::kNearField : dialogue::NoiseReduction::kFarField;
  }
  if (!settings.noise_reduction.is_object()) settings.noise_reduction = Json::object();
  settings.noise_reduction.merge_patch(*parent.Find(key));
}

void ReadVoiceAndSpeed(FieldReader& parent, const Vocabulary& vocabulary,
                       SessionSettings& settings) {
  std::optional<std::string> named, resolved;
  ReadVoice(parent, "voice", vocabulary, named, resolved);
  if (named) {
    settings.voice = *named;
    settings.config.voice = *resolved;
  }
  parent.Number("speed", settings.config.speed, 0.25, 1.5);
}

void ReadFlatFields(FieldReader& session, const Vocabulary& vocabulary, SessionSettings& settings) {
  std::optional<dialogue::Modality> modality;
  ReadModality(session, "modalities", modality);
  if (modality) settings.config.modality = *modality;
  ReadVoiceAndSpeed(session, vocabulary, settings);
  ReadAudioFormat(session, "input_audio_format", settings.input_format);
  ReadAudioFormat(session, "output_audio_format", settings.output_format);
  ReadTranscription(session, "input_audio_transcription", settings);
  ReadNoiseReduction(session, "input_audio_noise_reduction", settings);
  ReadTurnDetection(session, "turn_detection", settings);
  session.Number("temperature", settings.config.temperature, 0, 2);
  session.TokenLimit("max_response_output_tokens", settings.config.max_output_tokens);
}

void ReadNestedFields(FieldReader& session, const Vocabulary& vocabulary,
                      SessionSettings& settings) {
  std::optional<dialogue::Modality> modality;
  ReadModality(session, "output_modalities", modality);
  if (modality) settings.config.modality = *modality;
  session.TokenLimit("max_output_tokens", settings.config.max_output_tokens);
  auto audio = session.Object("audio");
  if (!audio) return;
  if (auto input = audio->Object("input")) {
    ReadAudioFormat(*input, "format", settings.input_format);
    ReadTranscription(*input, "transcription", settings);
    ReadNoiseReduction(*input, "noise_reduction", settings);
    ReadTurnDetection(*input, "turn_detection", settings);
  }
  if (auto output = audio->Object("output")) {
    ReadAudioFormat(*output, "format", settings.output_format);
    ReadVoiceAndSpeed(*output, vocabulary, settings);
  }
}

void ReadType(FieldReader& session, SessionKind kind) {
  const auto type = session.Choice("type", {"realtime", "transcription"});
  if (!type || static_cast<SessionKind>(*type) == kind) return;
  session.Fail("type",
               kind == SessionKind::kRealtime
                   ? "This is a realtime connection; it cannot become a transcription session."
                   : "This is a transcription session; it cannot become a realtime session.",
               "invalid_parameter");
}

void ReadSharedFields(FieldReader& session, SessionSettings& settings) {
  ReadType(session, settings.kind);
  session.String("instructions", settings.config.instructions);
  std::optional<Json> tools, tool_choice;
  ReadTools(session, "tools", tools);
  ReadToolChoice(session, "tool_choice", tool_choice);
  if (tools) settings.tools = std::move(*tools);
  if (tool_choice) settings.tool_choice = std::move(*tool_choice);
  settings.config.tools_json = settings.tools.dump();
  settings.config.tool_choice_json = settings.tool_choice.dump();
  for (const auto& [key, kept] : {std::pair{"include", &settings.include},
                                  {"tracing", &settings.tracing},
                                  {"truncation", &settings.truncation},
                                  {"reasoning", &settings.reasoning},
                                  {"parallel_tool_calls", &settings.parallel_tool_calls}}) {
    if (const Json* value = session.Find(key)) *kept = *value;
  }
  if (session.Has("prompt")) {
    session.Fail("prompt",
                 "'session.prompt' names a stored prompt; this server has none. Use "
                 "'session.instructions'.");
  }
}

void ReadVendorFields(FieldReader& session, const Vocabulary& vocabulary,
                      SessionSettings& settings) {
  auto vendor = session.Object("vivavoce");
  if (!vendor) return;
  std::string persona = settings.config.persona;
  vendor->String("persona", persona, 256);
  const auto& known = vocabulary.personas;
  if (!persona.empty() && !known.empty() && !vocabulary.HasPersona(persona)) {
    vendor->Fail("persona", fmt::format("There is no persona '{}'; there are '{}'.", persona,
                                        fmt::join(known, "', '")));
  }
  settings.config.persona = persona;
  if (const auto policy = vendor->Choice("interruption", {"adaptive", "immediate"})) {
    settings.config.interruption = static_cast<dialogue::InterruptionPolicy>(*policy);
  }
  // An object is what a session object shows; a client that sends it back changes nothing.
  if (vendor->Has("resume") && !vendor->Find("resume")->is_object()) {
    vendor->Bool("resume", settings.resume);
    if (settings.resume && settings.resume_window_seconds == 0) {
      vendor->Fail("resume", "Sessions of this server cannot be resumed.");
    }
  } else if (vendor->IsNull("resume")) {
    settings.resume = false;
  }
  vendor->Bool("expiry_events", settings.expiry_events);
  vendor->Bool("transcription_deltas", settings.config.transcription_deltas);
  vendor->Bool("openers", settings.config.openers);
  vendor->Bool("backchannels", settings.config.backchannels);
  vendor->Bool("echo_cancellation", settings.config.echo_cancellation);
  vendor->Bool("guard", settings.config.guard);
  vendor->Bool("latency_events", settings.config.latency_events);
  vendor->Bool("acting_events", settings.config.acting_events);
  ReadPerception(*vendor, vocabulary, settings);
}

}  // namespace

void MakeTranscription(SessionSettings& settings) {
  settings.kind = SessionKind::kTranscription;
  if (settings.transcription.is_null()) settings.transcription = Json{{"model", "whisper-1"}};
  dialogue::SessionConfig& config = settings.config;
  config.transcription_only = config.transcription_events = config.transcription_deltas = true;
}

std::expected<SessionSettings, dialogue::ErrorEvent> PatchSession(SessionSettings settings,
                                                                  const Json& patch,
                                                                  const Vocabulary& vocabulary) {
  Offence offence;
  FieldReader session(patch, "session", offence);
  ReadSharedFields(session, settings);
  ReadFlatFields(session, vocabulary, settings);
  ReadNestedFields(session, vocabulary, settings);
  ReadVendorFields(session, vocabulary, settings);
  if (settings.kind == SessionKind::kTranscription) MakeTranscription(settings);
  if (offence) return std::unexpected(*offence.error());
  if (const Status valid = settings.config.Validate(); !valid) {
    return std::unexpected(
        RequestError("invalid_value", valid.error().ToString(), "session." + valid.error().field));
  }
  return settings;
}

}  // namespace vivavoce::realtime
