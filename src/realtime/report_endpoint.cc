#include "realtime/report_endpoint.h"

#include "realtime/json_text.h"

namespace vivavoce::realtime {

void AnswerReports(const HttpServices& services, const HttpRequest&, ResponseWriter& response) {
  Json data = Json::array();
  for (const ReportEntry& entry : services.reports->List()) {
    data.push_back(
        {{"name", entry.name}, {"bytes", entry.bytes}, {"changed_at", entry.changed_at}});
  }
  response.Reply({200, "application/json", DumpJson({{"object", "list"}, {"data", data}})});
}

void AnswerReport(const HttpServices& services, const HttpRequest& request,
                  ResponseWriter& response) {
  auto text = services.reports->Read(request.names.at("name"));
  if (!text) return response.Reply(ToReply(ServiceError(text.error())));
  HttpReply reply{200, "application/json", std::move(*text)};
  reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.Reply(std::move(reply));
}

void AddReportRoutes(const HttpServices& services, HttpRouter& router) {
  using Endpoint = void (*)(const HttpServices&, const HttpRequest&, ResponseWriter&);
  const auto add = [&](const char* path, Endpoint endpoint) {
    router.Add({.method = "GET",
                .path = path,
                .handler =
                    [&services, endpoint](const HttpRequest& request, ResponseWriter& response) {
                      if (services.reports != nullptr) {
                        return endpoint(services, request, response);
                      }
                      response.Reply(
                          JsonError(503, "not_available", "This server keeps no reports."));
                    },
                .quick = false});
  };
  add("/v1/reports", AnswerReports);
  add("/v1/reports/{name}", AnswerReport);
}

}  // namespace vivavoce::realtime
