#include "llm/chat_completions.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "text/utf8.h"

namespace vivavoce::llm {
namespace {

using nlohmann::json;

// The endpoint's message: {"error": {"message": ...}}, {"error": "..."} or {"message": ...}.
std::string Words(const json& body) {
  if (!body.is_object()) return {};
  const json& holder = body.contains("error") ? body["error"] : body;
  if (holder.is_string()) return holder.get<std::string>();
  if (holder.is_object() && holder.contains("message") && holder["message"].is_string()) {
    return holder["message"].get<std::string>();
  }
  return {};
}

int Count(const json& holder, const char* name) {
  if (!holder.is_object() || !holder.contains(name) || !holder[name].is_number_integer()) return 0;
  return holder[name].get<int>();
}

}  // namespace

std::string ChatCompletionBody(const std::string& model, const GenerateRequest& request,
                               bool extensions) {
  const SamplingParams& sampling = request.sampling;
  json body{{"model", model},
            {"stream", true},
            {"stream_options", {{"include_usage", true}}},
            {"temperature", sampling.temperature},
            {"top_p", sampling.top_p},
            {"seed", sampling.seed},
            {"max_tokens", sampling.max_tokens}};
  json messages = json::array();
  for (const ChatMessage& message : request.messages) {
    messages.push_back(
        {{"role", RoleName(message.role)}, {"content", text::RepairUtf8(message.content)}});
  }
  body["messages"] = std::move(messages);
  if (extensions) {
    body["top_k"] = sampling.top_k;
    body["min_p"] = sampling.min_p;
    body["repeat_penalty"] = sampling.repeat_penalty;
  }
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<ChatCompletionChunk> ParseChatCompletionChunk(const std::string& data) {
  const json event = json::parse(data, nullptr, false);
  if (event.is_discarded() || !event.is_object()) {
    return Fail(Error::Unavailable(
        fmt::format("the endpoint sent an event that is not JSON: {}", data.substr(0, 80)),
        "base_url"));
  }
  if (event.contains("error")) {
    return Fail(
        Error::Unavailable(fmt::format("the endpoint failed: {}", Words(event)), "base_url"));
  }
  ChatCompletionChunk chunk;
  if (event.contains("usage")) {
    const json& usage = event["usage"];
    chunk.prompt_tokens = Count(usage, "prompt_tokens");
    chunk.completion_tokens = Count(usage, "completion_tokens");
    if (usage.is_object() && usage.contains("prompt_tokens_details")) {
      chunk.cached_tokens = Count(usage["prompt_tokens_details"], "cached_tokens");
    }
  }
  if (!event.contains("choices") || !event["choices"].is_array() || event["choices"].empty()) {
    return chunk;
  }
  const json& choice = event["choices"][0];
  if (!choice.is_object()) {
    return Fail(Error::Unavailable("the endpoint sent a choice that is not an object", "base_url"));
  }
  if (choice.contains("delta") && choice["delta"].is_object()) {
    const json& delta = choice["delta"];
    if (delta.contains("content") && delta["content"].is_string()) {
      chunk.text = delta["content"].get<std::string>();
    }
  }
  if (choice.contains("finish_reason") && choice["finish_reason"].is_string()) {
    chunk.finish =
        choice["finish_reason"] == "length" ? FinishReason::kLength : FinishReason::kStop;
  }
  return chunk;
}

Error ChatCompletionError(int status, const std::string& body, const std::string& retry_after) {
  std::string words = Words(json::parse(body, nullptr, false));
  if (!words.empty()) words = ": " + words;
  if (status == 401 || status == 403) {
    return {ErrorCode::kInvalidArgument,
            fmt::format("the endpoint refused the API key ({}){}", status, words), "api_key_env"};
  }
  if (status == 404) {
    return {ErrorCode::kNotFound,
            fmt::format("the endpoint knows no such path or model (404){}", words), "model"};
  }
  if (status == 400 || status == 422) {
    return Error::InvalidArgument(
        fmt::format("the endpoint refused the request ({}){}", status, words));
  }
  const std::string later =
      retry_after.empty() ? "" : fmt::format(", retry after {} s", retry_after);
  if (status == 429) {
    return Error::Unavailable(fmt::format("the endpoint is over its limit (429{}){}", later, words),
                              "base_url");
  }
  return Error::Unavailable(fmt::format("the endpoint answered {}{}{}", status, later, words),
                            "base_url");
}

}  // namespace vivavoce::llm
