// POST /v1/chat/completions: chat.completion, or chat.completion.chunk events and [DONE].
// Threads  a worker's.
#pragma once

#include "realtime/http_services.h"
#include "realtime/response_writer.h"

namespace vivavoce::realtime {

void AnswerChat(const HttpServices& services, const HttpRequest& request, ResponseWriter& response);

}  // namespace vivavoce::realtime
