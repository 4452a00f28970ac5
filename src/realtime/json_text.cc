#include "realtime/json_text.h"

#include <fmt/format.h>

namespace vivavoce::realtime {
namespace {

constexpr int kDeepest = 64;  // a deeper document is no honest message

}  // namespace

std::expected<Json, dialogue::ErrorEvent> ParseJson(std::string_view text,
                                                    std::string_view wanted) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kDeepest;
    return !too_deep;
  };
  Json json = Json::parse(text.begin(), text.end(), watch_depth, /*allow_exceptions=*/false);
  if (too_deep) {
    return std::unexpected(RequestError(
        "invalid_json", fmt::format("The message is nested deeper than {} levels.", kDeepest)));
  }
  if (json.is_discarded()) {
    return std::unexpected(
        RequestError("invalid_json", fmt::format("The message is not JSON: {}.", wanted)));
  }
  return json;
}

std::expected<Json, ApiError> ParseJsonBody(const HttpRequest& request) {
  const std::string type = request.target.Header("content-type");
  if (!type.empty() && !MatchesPattern("application/json*", type)) {
    return std::unexpected(
        ApiError{415, "unsupported_media_type",
                 "The body must be JSON: set 'Content-Type: application/json'."});
  }
  auto json = ParseJson(request.body, "the body must hold one JSON object");
  if (!json) return std::unexpected(FieldError(json.error()));
  if (!json->is_object()) {
    return std::unexpected(ApiError{400, "invalid_json", "The body must be a JSON object."});
  }
  return std::move(*json);
}

std::string DumpJson(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace vivavoce::realtime
