#include "realtime/chat_endpoint.h"

#include <utility>

#include "realtime/api_keys.h"
#include "realtime/chat_request.h"
#include "realtime/sse_writer.h"

namespace vivavoce::realtime {
namespace {

Json Usage(const ChatOutcome& outcome) {
  return {{"prompt_tokens", outcome.prompt_tokens},
          {"completion_tokens", outcome.completion_tokens},
          {"total_tokens", outcome.prompt_tokens + outcome.completion_tokens},
          {"prompt_tokens_details", {{"cached_tokens", outcome.cached_tokens}}}};
}

const char* FinishName(const ChatOutcome& outcome) { return outcome.cut ? "length" : "stop"; }

// What all objects of one answer have in common.
class ChatObjects {
 public:
  ChatObjects(std::string model, int64_t created)
      : id_("chatcmpl-" + RandomHex(12)), model_(std::move(model)), created_(created) {}

  Json Whole(const std::string& text, const ChatOutcome& outcome) const {
    Json json = Head("chat.completion");
    json["choices"] =
        Json::array({{{"index", 0},
                      {"message", {{"role", "assistant"}, {"content", text}, {"refusal", nullptr}}},
                      {"logprobs", nullptr},
                      {"finish_reason", FinishName(outcome)}}});
    json["usage"] = Usage(outcome);
    return json;
  }
  Json Chunk(Json delta, Json finish = nullptr) const {
    Json json = Head("chat.completion.chunk");
    json["choices"] = Json::array({{{"index", 0},
                                    {"delta", std::move(delta)},
                                    {"logprobs", nullptr},
                                    {"finish_reason", std::move(finish)}}});
    return json;
  }
  Json UsageChunk(const ChatOutcome& outcome) const {
    Json json = Head("chat.completion.chunk");
    json["choices"] = Json::array();
    json["usage"] = Usage(outcome);
    return json;
  }

 private:
  Json Head(const char* object) const {
    return {{"id", id_}, {"object", object}, {"created", created_}, {"model", model_}};
  }
  std::string id_;
  std::string model_;
  int64_t created_;
};

}  // namespace

void AnswerChat(const HttpServices& services, const HttpRequest& http, ResponseWriter& response) {
  const auto body = ParseJsonBody(http);
  if (!body) return response.Reply(ToReply(body.error()));
  const auto request = ParseChatRequest(*body, services);
  if (!request) return response.Reply(ToReply(request.error()));
  const ChatObjects objects(request->model, services.secrets.Now());
  SseWriter events(response);
  std::string text;
  bool begun = false;
  const auto begin = [&] {
    if (std::exchange(begun, true)) return true;
    return events.Send(objects.Chunk({{"role", "assistant"}, {"content", ""}}));
  };
  const auto outcome =
      services.chat->Complete(request->job, response.cancel(), [&](std::string_view piece) {
        if (!request->stream) {
          text += piece;
          return true;
        }
        return begin() && events.Send(objects.Chunk({{"content", piece}}));
      });
  if (!outcome) {
    ApiError error = ServiceError(outcome.error());
    if (response.begun()) return events.Fail(error);
    return response.Reply(ToReply(error));
  }
  services.limiter.Spend(http.key_id, Budget::kTokens,
                         outcome->prompt_tokens + outcome->completion_tokens);
  if (!request->stream) {
    return response.Reply({200, "application/json", DumpJson(objects.Whole(text, *outcome))});
  }
  begin();
  events.Send(objects.Chunk(Json::object(), FinishName(*outcome)));
  if (request->include_usage) events.Send(objects.UsageChunk(*outcome));
  events.Done();
}

}  // namespace vivavoce::realtime
