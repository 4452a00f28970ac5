// POST /v1/audio/speech: text to sound, sent clause by clause while the next is made; as a file's
// bytes, or as server-sent events (speech.audio.delta with base64, then speech.audio.done; with
// vivavoce.plan a vivavoce.speech.plan before the sound of each clause).
// Threads  a worker's.
#pragma once

#include "realtime/http_services.h"
#include "realtime/response_writer.h"

namespace vivavoce::realtime {

void AnswerSpeech(const HttpServices& services, const HttpRequest& request,
                  ResponseWriter& response);

}  // namespace vivavoce::realtime
