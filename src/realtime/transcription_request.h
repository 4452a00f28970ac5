// The form of POST /v1/audio/transcriptions.
// Threads  pure functions.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "realtime/http_message.h"
#include "realtime/http_services.h"
#include "realtime/multipart.h"

namespace vivavoce::realtime {

enum class TranscriptFormat { kJson, kText, kVerboseJson, kSrt, kVtt };

struct TranscriptionRequest {
  std::string_view file;  // the bytes of the upload; points into the request's body
  std::string language;   // "en", "zh" or ""
  std::string prompt;
  TranscriptFormat format = TranscriptFormat::kJson;
  bool word_times = false;
  bool segment_times = true;
  bool stream = false;
};

// Values arrive as text; wrong ones name their field.
std::expected<TranscriptionRequest, ApiError> ParseTranscriptionRequest(
    const std::vector<FormPart>& form, const HttpServices& services);

}  // namespace vivavoce::realtime
