// /v1/personas: the gallery, and making, checking, importing and exporting the user's own.
// Threads  pure functions; the service does the work.
#pragma once

#include "realtime/http_router.h"
#include "realtime/http_services.h"

namespace vivavoce::realtime {

inline constexpr size_t kMostDraftBytes = 5u << 20;  // a persona may have 4 MiB
inline constexpr size_t kMostCardBytes = 32u << 20;

// Routes of `services.personas`; without one they answer 503. `services` outlives the router.
void AddPersonaRoutes(const HttpServices& services, HttpRouter& router);

void AnswerPersonas(const HttpServices& services, const HttpRequest& request,
                    ResponseWriter& response);
void AnswerPersona(const HttpServices& services, const HttpRequest& request,
                   ResponseWriter& response);
void AnswerPersonaCheck(const HttpServices& services, const HttpRequest& request,
                        ResponseWriter& response);
void AnswerPersonaSave(const HttpServices& services, const HttpRequest& request,
                       ResponseWriter& response);
void AnswerPersonaDelete(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response);
void AnswerPersonaImport(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response);
void AnswerPersonaExport(const HttpServices& services, const HttpRequest& request,
                         ResponseWriter& response);

}  // namespace vivavoce::realtime
