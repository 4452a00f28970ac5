// POST /v1/realtime/client_secrets (GA), /v1/realtime/sessions and /transcription_sessions (beta):
// a short-lived secret, and the session that it opens. Threads  pure but for the secrets they make;
// quick.
#pragma once

#include "realtime/http_services.h"
#include "realtime/response_writer.h"

namespace vivavoce::realtime {

void AnswerClientSecret(const HttpServices& services, const HttpRequest& request,
                        ResponseWriter& response);
void AnswerBetaSession(const HttpServices& services, const HttpRequest& request,
                       ResponseWriter& response);
void AnswerBetaTranscriptionSession(const HttpServices& services, const HttpRequest& request,
                                    ResponseWriter& response);

}  // namespace vivavoce::realtime
