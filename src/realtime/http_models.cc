#include "realtime/http_models.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "realtime/json_text.h"

namespace vivavoce::realtime {
namespace {

std::vector<std::string> Patterns(const HttpServices& services, ModelUse use) {
  switch (use) {
    case ModelUse::kSpeech:
      return {"vivavoce", "tts-1*", "gpt-4o-mini-tts*", "stepaudio-*-tts*", "step-tts-*"};
    case ModelUse::kTranscription:
      return {"vivavoce", "whisper-*", "gpt-*transcribe*", "stepaudio-*-asr*", "step-asr*"};
    case ModelUse::kChat:
      break;
  }
  std::vector<std::string> names{"vivavoce", "gpt-*", "step-*", "stepaudio-*-chat*"};
  if (services.chat != nullptr) names.push_back(services.chat->ModelName());
  return names;
}

std::vector<std::string> Listed(const HttpServices& services) {
  std::vector<std::string> ids = services.wire.listed_models;
  if (services.speech != nullptr) ids.insert(ids.end(), {"gpt-4o-mini-tts", "tts-1", "step-tts-2"});
  if (services.transcription != nullptr) {
    ids.insert(ids.end(), {"gpt-4o-mini-transcribe", "whisper-1"});
  }
  if (services.chat != nullptr) {
    const std::string own = services.chat->ModelName();
    if (std::find(ids.begin(), ids.end(), own) == ids.end()) ids.push_back(own);
  }
  return ids;
}

Json ModelObject(const std::string& id) {
  return {{"id", id}, {"object", "model"}, {"created", 0}, {"owned_by", "vivavoce"}};
}

}  // namespace

std::optional<ApiError> CheckModel(const HttpServices& services, std::string_view name,
                                   ModelUse use) {
  const std::vector<std::string> patterns = Patterns(services, use);
  const bool known = std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return MatchesPattern(pattern, name);
  });
  if (known) return std::nullopt;
  return ApiError{404, "model_not_found",
                  fmt::format("There is no model '{}' for this; known are '{}'.",
                              name.substr(0, 200), fmt::join(patterns, "', '")),
                  "model"};
}

void AnswerModels(const HttpServices& services, const HttpRequest&, ResponseWriter& response) {
  Json data = Json::array();
  for (const std::string& id : Listed(services)) data.push_back(ModelObject(id));
  response.Reply({200, "application/json", DumpJson({{"object", "list"}, {"data", data}})});
}

void AnswerModel(const HttpServices& services, const HttpRequest& request,
                 ResponseWriter& response) {
  const std::string& id = request.names.at("id");
  const std::vector<std::string> listed = Listed(services);
  if (std::find(listed.begin(), listed.end(), id) == listed.end()) {
    return response.Reply(ToReply(
        {404, "model_not_found",
         fmt::format("There is no model '{}'; GET /v1/models lists them.", id.substr(0, 200)),
         "model"}));
  }
  response.Reply({200, "application/json", DumpJson(ModelObject(id))});
}

void AnswerVoices(const HttpServices& services, const HttpRequest&, ResponseWriter& response) {
  Json data = Json::array();
  if (services.speech != nullptr) {
    for (const VoiceDescription& voice : services.speech->Voices()) {
      data.push_back({{"id", voice.id},
                      {"object", "audio.voice"},
                      {"language", voice.language},
                      {"gender", voice.gender}});
    }
  }
  Json aliases = Json::object();
  for (const auto& [name, voice] : services.wire.vocabulary.voice_aliases) {
    aliases[name] = voice.empty() ? Json() : Json(voice);
  }
  response.Reply({200, "application/json",
                  DumpJson({{"object", "list"}, {"data", data}, {"aliases", aliases}})});
}

}  // namespace vivavoce::realtime
