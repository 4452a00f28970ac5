#include "realtime/secret_endpoint.h"

#include <utility>

#include "realtime/api_keys.h"
#include "realtime/json_text.h"
#include "realtime/session_json.h"
#include "realtime/session_patch.h"

namespace vivavoce::realtime {
namespace {

struct Bound {
  ClientSecrets::Made secret;
  SessionSettings settings;
};

// The settings a session of this secret will have, checked now so that a mistake is told here.
std::expected<Bound, ApiError> Bind(const HttpServices& services, const HttpRequest& request,
                                    const Json& session, int seconds) {
  SessionSettings defaults = services.wire.defaults;
  const bool hears_only = session.value("type", Json()) == "transcription";
  if (hears_only) MakeTranscription(defaults);
  auto settings = PatchSession(std::move(defaults), session, services.wire.vocabulary);
  if (!settings) return std::unexpected(FieldError(settings.error()));
  settings->model = session.value("model", services.wire.default_model);
  if (hears_only) {
    // A transcription session has no model of its own; its recogniser's name is shown only.
  } else if (auto unknown = UnknownModel(services.wire, settings->model)) {
    unknown->param = "session.model";
    return std::unexpected(FieldError(*unknown));
  }
  auto secret = services.secrets.Make(session, request.key_id, seconds);
  if (!secret) {
    return std::unexpected(ApiError{503, "too_many_secrets",
                                    "Too many secrets are valid now; try again later.", "", 60});
  }
  settings->id = "sess_" + RandomHex(12);
  if (services.max_session_seconds > 0) {
    settings->expires_at = services.secrets.Now() + services.max_session_seconds;
  }
  return Bound{std::move(*secret), std::move(*settings)};
}

int ReadSeconds(FieldReader& fields) {
  int seconds = kDefaultSecretSeconds;
  if (auto expires = fields.Object("expires_after")) {
    expires->Choice("anchor", {"created_at"});
    expires->Integer("seconds", seconds, kMinSecretSeconds, kMaxSecretSeconds);
  }
  return seconds;
}

}  // namespace

void AnswerClientSecret(const HttpServices& services, const HttpRequest& request,
                        ResponseWriter& response) {
  const auto body =
      request.body.empty() ? std::expected<Json, ApiError>(Json::object()) : ParseJsonBody(request);
  if (!body) return response.Reply(ToReply(body.error()));
  Offence offence;
  FieldReader fields(*body, "", offence);
  const int seconds = ReadSeconds(fields);
  Json session = Json::object();
  if (fields.Object("session")) session = *fields.Find("session");
  if (session.contains("model") && !session["model"].is_string()) {
    offence.Record("invalid_type", "'session.model' must be a string.", "session.model");
  }
  if (offence) return response.Reply(ToReply(FieldError(*offence.error())));
  const auto bound = Bind(services, request, session, seconds);
  if (!bound) return response.Reply(ToReply(bound.error()));
  response.Reply({200, "application/json",
                  DumpJson({{"value", bound->secret.value},
                            {"expires_at", bound->secret.expires_at},
                            {"session", SessionToJson(bound->settings, Dialect::kGa)}})});
}

namespace {

void AnswerBeta(const HttpServices& services, const HttpRequest& request, ResponseWriter& response,
                SessionKind kind) {
  const auto body =
      request.body.empty() ? std::expected<Json, ApiError>(Json::object()) : ParseJsonBody(request);
  if (!body) return response.Reply(ToReply(body.error()));
  Json session = *body;
  Offence offence;
  // The beta service has it beside the session's own fields.
  const Json holder = session.contains("client_secret") && session["client_secret"].is_object()
                          ? session["client_secret"]
                          : Json::object();
  session.erase("client_secret");
  if (kind == SessionKind::kTranscription) session["type"] = "transcription";
  FieldReader fields(holder, "client_secret", offence);
  const int seconds = ReadSeconds(fields);
  if (session.contains("model") && !session["model"].is_string()) {
    offence.Record("invalid_type", "'model' must be a string.", "model");
  }
  if (offence) return response.Reply(ToReply(FieldError(*offence.error())));
  auto bound = Bind(services, request, session, seconds);
  if (!bound) {
    // The fields are the body's own here.
    ApiError error = bound.error();
    if (error.param.starts_with("session.")) error.param.erase(0, 8);
    return response.Reply(ToReply(error));
  }
  Json json = SessionToJson(bound->settings, Dialect::kBeta);
  json["client_secret"] = {{"value", bound->secret.value},
                           {"expires_at", bound->secret.expires_at}};
  response.Reply({200, "application/json", DumpJson(json)});
}

}  // namespace

void AnswerBetaSession(const HttpServices& services, const HttpRequest& request,
                       ResponseWriter& response) {
  AnswerBeta(services, request, response, SessionKind::kRealtime);
}

void AnswerBetaTranscriptionSession(const HttpServices& services, const HttpRequest& request,
                                    ResponseWriter& response) {
  AnswerBeta(services, request, response, SessionKind::kTranscription);
}

}  // namespace vivavoce::realtime
