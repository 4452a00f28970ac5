// JSON that a client sent.
// Threads  pure functions.
#pragma once

#include <expected>
#include <string_view>

#include "realtime/field_reader.h"
#include "realtime/http_message.h"

namespace vivavoce::realtime {

// `wanted` ends the message for text that is no JSON ("each frame must hold one JSON object").
// Deep nesting is refused: printing JSON recurses.
std::expected<Json, dialogue::ErrorEvent> ParseJson(std::string_view text, std::string_view wanted);

// The body of a request: an object.
std::expected<Json, ApiError> ParseJsonBody(const HttpRequest& request);

std::string DumpJson(const Json& json);  // bad UTF-8 is replaced

}  // namespace vivavoce::realtime
