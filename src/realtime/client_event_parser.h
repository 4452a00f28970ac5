// One JSON text from a client -> what it asks for, or the error that answers it. Total: any bytes
// give one of the two.
// Threads  pure functions.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dialogue/client_event.h"
#include "dialogue/server_event.h"
#include "realtime/session_settings.h"

namespace vivavoce::realtime {

inline constexpr size_t kMostAppendBytes = 15u << 20;  // of decoded audio; OpenAI's limit

// Not yet merged: the owner of the settings does that.
struct SessionPatch {
  std::string event_id;
  Json session;
  bool for_transcription = false;  // transcription_session.update
};
struct AppendInput {
  std::vector<float> samples;
  int sample_rate_hz = 0;
};
struct ParsedResponse {
  dialogue::CreateResponse event;
  Json response;  // as written, for the dialect lock
};

using ParsedEvent =
    std::variant<SessionPatch, AppendInput, ParsedResponse, dialogue::CommitInput,
                 dialogue::ClearInput, dialogue::CreateItem, dialogue::RetrieveItem,
                 dialogue::DeleteItem, dialogue::TruncateItem, dialogue::CancelResponse>;

// Errors carry the client's event_id if it could be read.
//   invalid_json                 not JSON, or nested deeper than 64
//   invalid_event                no object, or no type
//   invalid_value                unknown type (the message lists the known), wrong value
//   invalid_type                 a field of another JSON type
//   missing_required_parameter
std::expected<ParsedEvent, dialogue::ErrorEvent> ParseClientEvent(std::string_view text,
                                                                  const AudioFormat& input_format,
                                                                  const Vocabulary& vocabulary);

std::vector<std::string_view> ClientEventTypes();  // that are understood

// The body of response.create.
dialogue::CreateResponse ReadCreateResponse(FieldReader& response, const AudioFormat& input_format,
                                            const Vocabulary& vocabulary);

}  // namespace vivavoce::realtime
