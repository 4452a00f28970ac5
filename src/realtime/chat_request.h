// The body of POST /v1/chat/completions.
// Threads  pure functions.
#pragma once

#include <expected>
#include <string>

#include "realtime/http_services.h"
#include "realtime/json_text.h"

namespace vivavoce::realtime {

struct ChatRequest {
  ChatJob job;
  std::string model;  // as the client named it
  bool stream = false;
  bool include_usage = false;
};

// What the model cannot do (tools, several choices, log-probabilities, JSON output, images) is
// refused by name, not left out in silence.
std::expected<ChatRequest, ApiError> ParseChatRequest(const Json& body,
                                                      const HttpServices& services);

}  // namespace vivavoce::realtime
