#include "realtime/chat_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "realtime/http_models.h"

namespace vivavoce::realtime {
namespace {

constexpr size_t kMostMessages = 1024;
constexpr size_t kMostStops = 4;  // as OpenAI
constexpr size_t kMostStopBytes = 256;
constexpr int kMostTokens = 32768;

// A string, or parts of type "text" (also "input_text", "output_text"), joined.
std::string ReadContent(FieldReader& message) {
  std::string text;
  const Json* content = message.Find("content");
  if (content == nullptr || content->is_null()) {
    message.Missing("content");
    return text;
  }
  if (!content->is_array()) {
    message.String("content", text);
    return text;
  }
  for (size_t i = 0; i < content->size(); ++i) {
    FieldReader part((*content)[i], fmt::format("{}[{}]", message.Path("content"), i),
                     message.offence());
    std::string type, piece;
    part.String("type", type, 64);
    if (type != "text" && type != "input_text" && type != "output_text") {
      part.Fail("type", fmt::format("'{}' is '{}'; only 'text' can be read.", part.Path("type"),
                                    type.substr(0, 60)));
    }
    if (!part.Has("text")) part.Missing("text");
    part.String("text", piece);
    text += piece;
  }
  return text;
}

std::vector<ChatTurn> ReadMessages(FieldReader& fields) {
  std::vector<ChatTurn> turns;
  const Json* messages = fields.Find("messages");
  if (messages == nullptr || messages->is_null()) {
    fields.Missing("messages");
    return turns;
  }
  if (!messages->is_array() || messages->empty() || messages->size() > kMostMessages) {
    fields.Fail("messages",
                fmt::format("'messages' must be an array of 1 to {} messages.", kMostMessages));
    return turns;
  }
  for (size_t i = 0; i < messages->size(); ++i) {
    FieldReader message((*messages)[i], fmt::format("messages[{}]", i), fields.offence());
    if (!message.Has("role")) message.Missing("role");
    const auto role = message.Choice("role", {"system", "developer", "user", "assistant", "tool"});
    static constexpr ChatTurnRole kRoles[] = {ChatTurnRole::kSystem, ChatTurnRole::kSystem,
                                              ChatTurnRole::kUser, ChatTurnRole::kAssistant,
                                              ChatTurnRole::kTool};
    turns.push_back({kRoles[role.value_or(2)], ReadContent(message)});
  }
  return turns;
}

void ReadStop(FieldReader& fields, std::vector<std::string>& stop) {
  const Json* value = fields.Find("stop");
  if (value == nullptr || value->is_null()) return;
  const Json list = value->is_array() ? *value : Json::array({*value});
  for (const Json& text : list) {
    if (!text.is_string() || text.get_ref<const std::string&>().empty() ||
        text.get_ref<const std::string&>().size() > kMostStopBytes || stop.size() == kMostStops) {
      fields.Fail("stop",
                  fmt::format("'stop' must be a string or up to {} of them, each of 1 to {} "
                              "bytes.",
                              kMostStops, kMostStopBytes));
      return;
    }
    stop.push_back(text.get<std::string>());
  }
}

void Refuse(FieldReader& fields, const char* key, std::string_view why) {
  fields.Fail(key, fmt::format("'{}' is not available: {}.", key, why), "unsupported_parameter");
}

void RefuseUnsupported(FieldReader& fields) {
  int choices = 1;
  fields.Integer("n", choices, 1, 128);
  if (choices != 1) Refuse(fields, "n", "there is one choice");
  bool logprobs = false;
  fields.Bool("logprobs", logprobs);
  if (logprobs) Refuse(fields, "logprobs", "log-probabilities are not told");
  for (const char* key : {"tools", "functions"}) {
    const Json* value = fields.Find(key);
    if (value != nullptr && !value->is_null() && !value->empty()) {
      Refuse(fields, key, "the model here calls no tools");
    }
  }
  for (const char* key : {"frequency_penalty", "presence_penalty"}) {
    float penalty = 0;
    fields.Number(key, penalty, -2, 2);
    if (penalty != 0) Refuse(fields, key, "only 0 is");
  }
  if (auto format = fields.Object("response_format")) {
    const Json* type = format->Find("type");
    if (type != nullptr && *type != "text") {
      Refuse(fields, "response_format", "only the type 'text' is");
    }
  }
  if (const Json* modalities = fields.Find("modalities");
      modalities != nullptr && !modalities->is_null() && *modalities != Json::array({"text"})) {
    Refuse(fields, "modalities", "only [\"text\"] is; see /v1/audio/speech and /v1/realtime");
  }
}

}  // namespace

std::expected<ChatRequest, ApiError> ParseChatRequest(const Json& body,
                                                      const HttpServices& services) {
  Offence offence;
  FieldReader fields(body, "", offence);
  ChatRequest request;
  if (!fields.Has("model")) fields.Missing("model");
  fields.String("model", request.model, 256);
  request.job.turns = ReadMessages(fields);
  if (fields.Has("max_tokens"))
    fields.Integer("max_tokens", request.job.max_tokens, 1, kMostTokens);
  fields.Integer("max_completion_tokens", request.job.max_tokens, 1, kMostTokens);
  fields.Number("temperature", request.job.temperature, 0, 2);
  fields.Number("top_p", request.job.top_p, 0, 1);
  // 0 means the smallest set of tokens: the most likely one.
  if (request.job.top_p) request.job.top_p = std::max(*request.job.top_p, 0.01f);
  std::optional<int64_t> seed;
  fields.Integer("seed", seed, -9007199254740991, 9007199254740991);  // exact in a double
  if (seed) request.job.seed = static_cast<uint32_t>(*seed);
  ReadStop(fields, request.job.stop);
  fields.Bool("stream", request.stream);
  if (auto options = fields.Object("stream_options")) {
    options->Bool("include_usage", request.include_usage);
    if (!request.stream) fields.Fail("stream_options", "'stream_options' needs 'stream': true.");
  }
  RefuseUnsupported(fields);
  if (offence) return std::unexpected(FieldError(*offence.error()));
  if (auto unknown = CheckModel(services, request.model, ModelUse::kChat)) {
    return std::unexpected(std::move(*unknown));
  }
  return request;
}

}  // namespace vivavoce::realtime
