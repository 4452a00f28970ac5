// POST /v1/audio/transcriptions: an uploaded sound file to text, whole or as server-sent events
// (transcript.text.delta for each stretch of speech, then transcript.text.done).
// Threads  a worker's.
#pragma once

#include "realtime/http_services.h"
#include "realtime/response_writer.h"

namespace vivavoce::realtime {

inline constexpr size_t kMostUploadBytes = 25u << 20;  // as OpenAI
// 30 minutes are 115 MB of samples at 16 kHz: what a request may cost in memory.
inline constexpr int kMostUploadSeconds = 1800;

void AnswerTranscription(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response);

}  // namespace vivavoce::realtime
