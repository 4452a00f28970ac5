// /v1/reports: files of results, as they are.
// Threads  pure functions; the service does the work.
#pragma once

#include "realtime/http_router.h"
#include "realtime/http_services.h"

namespace vivavoce::realtime {

// Routes of `services.reports`; without one they answer 503. `services` outlives the router.
void AddReportRoutes(const HttpServices& services, HttpRouter& router);

void AnswerReports(const HttpServices& services, const HttpRequest& request,
                   ResponseWriter& response);
void AnswerReport(const HttpServices& services, const HttpRequest& request,
                  ResponseWriter& response);

}  // namespace vivavoce::realtime
