#include "realtime/response_json.h"

#include "realtime/common_fields.h"
#include "realtime/item_json.h"

namespace vivavoce::realtime {
namespace {

using dialogue::Response;
using dialogue::ResponseReason;
using dialogue::ResponseStatus;

constexpr const char* kResponseStatusNames[] = {"in_progress", "completed", "cancelled", "failed",
                                        "incomplete"};
constexpr const char* kReasonNames[] = {"", "turn_detected", "client_cancelled",
                                        "max_output_tokens", "content_filter"};

Json StatusDetails(const Response& response) {
  if (response.status == ResponseStatus::kInProgress ||
      response.status == ResponseStatus::kCompleted) {
    return nullptr;
  }
  Json details{{"type", kResponseStatusNames[static_cast<size_t>(response.status)]}};
  if (response.reason != ResponseReason::kNone) {
    details["reason"] = kReasonNames[static_cast<size_t>(response.reason)];
  }
  if (response.status == ResponseStatus::kFailed) {
    details["error"] = {{"type", "server_error"},
                        {"code", response.error_code},
                        {"message", response.error_message}};
  }
  return details;
}

Json Usage(const Response& response) {
  if (response.status == ResponseStatus::kInProgress) return nullptr;
  const dialogue::TokenUsage usage = response.usage.value_or(dialogue::TokenUsage());
  const int input = usage.input_text + usage.input_audio;
  const int output = usage.output_text + usage.output_audio;
  return {{"total_tokens", input + output},
          {"input_tokens", input},
          {"output_tokens", output},
          {"input_token_details",
           {{"text_tokens", usage.input_text},
            {"audio_tokens", usage.input_audio},
            {"image_tokens", 0},
            {"cached_tokens", usage.input_cached},
            {"cached_tokens_details",
             {{"text_tokens", usage.input_cached}, {"audio_tokens", 0}, {"image_tokens", 0}}}}},
          {"output_token_details",
           {{"text_tokens", usage.output_text}, {"audio_tokens", usage.output_audio}}}};
}

// The client's name for the session's voice; a voice of the response's own has ours.
std::string ShownVoice(const Response& response, const SessionSettings& settings) {
  const bool is_sessions = response.voice.empty() || response.voice == settings.config.voice;
  return is_sessions ? settings.voice : response.voice;
}

AudioFormat ShownFormat(const Response& response, const SessionSettings& settings) {
  return AudioFormat::FromWord(response.wire_format).value_or(settings.output_format);
}

}  // namespace

Json ResponseToJson(const Response& response, const std::string& conversation_id,
                    const SessionSettings& settings, Dialect dialect) {
  Json output = Json::array();
  for (const dialogue::Item& item : response.output) {
    output.push_back(ItemToJson(item, dialect, settings.input_format));
  }
  Json json{{"id", response.id},
            {"object", "realtime.response"},
            {"status", kResponseStatusNames[static_cast<size_t>(response.status)]},
            {"status_details", StatusDetails(response)},
            {"output", std::move(output)},
            {"usage", Usage(response)}};
  json["conversation_id"] = response.in_conversation ? Json(conversation_id) : Json(nullptr);
  json["metadata"] = response.metadata.empty() ? Json(nullptr) : Json(response.metadata);
  json["max_output_tokens"] =
      response.max_output_tokens ? Json(*response.max_output_tokens) : Json("inf");
  const bool is_audio = response.modality == dialogue::Modality::kAudio;
  const std::string voice = ShownVoice(response, settings);
  if (IsBetaShaped(dialect)) {
    json["modalities"] = is_audio ? Json::array({"text", "audio"}) : Json::array({"text"});
    json["voice"] = voice;
    json["output_audio_format"] = ShownFormat(response, settings).BetaName();
    json["temperature"] = RoundedNumber(settings.config.temperature.value_or(kBetaTemperature));
  } else {
    json["output_modalities"] = Json::array({is_audio ? "audio" : "text"});
    json["audio"] = {{"output", {{"format", ShownFormat(response, settings).GaObject()}, {"voice", voice}}}};
  }
  return json;
}

}  // namespace vivavoce::realtime
