// The response object (docs/realtime.md).
// Threads  pure function.
#pragma once

#include "dialogue/item.h"
#include "realtime/dialect.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

// status_details and usage are always there; usage is null while the response is in progress.
// `conversation_id` is shown unless the response is out of band.
Json ResponseToJson(const dialogue::Response& response, const std::string& conversation_id,
                    const SessionSettings& settings, Dialect dialect);

}  // namespace vivavoce::realtime
