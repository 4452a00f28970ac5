#include "realtime/http_api.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "realtime/chat_endpoint.h"
#include "realtime/console_page.h"
#include "realtime/http_models.h"
#include "realtime/json_text.h"
#include "realtime/origin_policy.h"
#include "realtime/persona_endpoint.h"
#include "realtime/report_endpoint.h"
#include "realtime/secret_endpoint.h"
#include "realtime/speech_endpoint.h"
#include "realtime/transcription_endpoint.h"

namespace vivavoce::realtime {
namespace {

constexpr size_t kMostChatBytes = 4u << 20;
constexpr size_t kMostJsonBytes = 256u << 10;
constexpr const char* kExposed =
    "Retry-After, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, "
    "x-ratelimit-reset-requests, x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, "
    "x-ratelimit-reset-tokens, x-ratelimit-limit-audio-seconds, "
    "x-ratelimit-remaining-audio-seconds, x-ratelimit-reset-audio-seconds";

HttpReply Unauthorized(const std::string& key) {
  return JsonError(401, "invalid_api_key",
                   key.empty() ? "An API key is needed: send 'Authorization: Bearer KEY', or the "
                                 "subprotocol 'openai-insecure-api-key.KEY'."
                               : "The API key is not known to this server.");
}

void RunHandler(const HttpHandler& handler, const HttpRequest& request, HttpExchange& exchange) {
  try {
    handler(request, exchange);
  } catch (const std::exception& error) {  // of a library, most likely out of memory
    spdlog::error("event=http_handler_failed path={} error=\"{}\"", request.target.path,
                  error.what());
    exchange.Reply(JsonError(500, "internal_error", "The server failed to answer."));
  }
  exchange.HandlerReturned();
}

}  // namespace

HttpApi::HttpApi(const ServerConfig& config, const WireOptions& wire, const ServerHooks& hooks,
                 Facts facts)
    : config_(config),
      hooks_(hooks),
      facts_(std::move(facts)),
      limiter_(*facts_.clock),
      secrets_(facts_.unix_time),
      services_{wire,     hooks.speech, hooks.transcription,        hooks.chat,
                limiter_, secrets_,     config.max_session_seconds, hooks.personas,
                hooks.reports},
      pool_(std::make_unique<WorkerPool>(config.max_http_requests,
                                         static_cast<size_t>(config.max_http_waiting))) {
  int number = 0;
  for (const std::string& key : config.api_keys) {
    configured_.push_back(HashedKey(fmt::format("config-{}", ++number), key, secrets_.Now()));
  }
  SetKeys(config.hashed_keys);
  AddRoutes();
}

HttpApi::~HttpApi() { Stop(); }

void HttpApi::AddRoutes() {
  using Endpoint = void (*)(const HttpServices&, const HttpRequest&, ResponseWriter&);
  const auto bind = [this](Endpoint endpoint) {
    return [this, endpoint](const HttpRequest& request, ResponseWriter& response) {
      endpoint(services_, request, response);
    };
  };
  const auto needs = [&](const void* service, Endpoint endpoint) -> HttpHandler {
    if (service != nullptr) return bind(endpoint);
    return [](const HttpRequest&, ResponseWriter& response) {
      response.Reply(JsonError(503, "not_available", "This server has no model for that."));
    };
  };
  router_.Add({.method = "GET",
               .path = "/healthz",
               .handler =
                   [this](const HttpRequest&, ResponseWriter& response) {
                     response.Reply(
                         {200, "application/json",
                          DumpJson({{"status", "ok"}, {"sessions", facts_.session_count()}})});
                   },
               .needs_key = false});
  router_.Add({.method = "GET",
               .path = "/metrics",
               .handler = [this](const HttpRequest&, ResponseWriter& response) {
                 response.Reply({200, "text/plain; version=0.0.4; charset=utf-8",
                                 hooks_.metrics_text ? hooks_.metrics_text() : std::string()});
               }});
  router_.Add({.method = "GET", .path = "/v1/models", .handler = bind(AnswerModels)});
  router_.Add({.method = "GET", .path = "/v1/models/{id}", .handler = bind(AnswerModel)});
  router_.Add({.method = "GET", .path = "/v1/audio/voices", .handler = bind(AnswerVoices)});
  router_.Add({.method = "POST",
               .path = "/v1/audio/speech",
               .handler = needs(hooks_.speech, AnswerSpeech),
               .most_body_bytes = kMostJsonBytes,
               .quick = false,
               .counts = true});
  router_.Add({.method = "POST",
               .path = "/v1/audio/transcriptions",
               .handler = needs(hooks_.transcription, AnswerTranscription),
               .most_body_bytes = kMostUploadBytes + (64u << 10),  // the form around the file
               .quick = false,
               .counts = true});
  router_.Add({.method = "POST",
               .path = "/v1/chat/completions",
               .handler = needs(hooks_.chat, AnswerChat),
               .most_body_bytes = kMostChatBytes,
               .quick = false,
               .counts = true});
  AddPersonaRoutes(services_, router_);
  AddReportRoutes(services_, router_);
  router_.Add({.method = "POST",
               .path = "/v1/realtime/client_secrets",
               .handler = bind(AnswerClientSecret),
               .most_body_bytes = kMostJsonBytes,
               .counts = true});
  router_.Add({.method = "POST",
               .path = "/v1/realtime/sessions",
               .handler = bind(AnswerBetaSession),
               .most_body_bytes = kMostJsonBytes,
               .counts = true});
  router_.Add({.method = "POST",
               .path = "/v1/realtime/transcription_sessions",
               .handler = bind(AnswerBetaTranscriptionSession),
               .most_body_bytes = kMostJsonBytes,
               .counts = true});
}

void HttpApi::SetKeys(std::vector<ApiKey> keys) {
  keys_ = KeyRing(configured_);
  keys_.Add(std::move(keys));
  keys_needed_ = keys_needed_ || !keys_.empty();
}

std::variant<HttpReply, HttpApi::Caller> HttpApi::Identify(const Handshake& request,
                                                           bool is_realtime) {
  const std::string key = ClientKey(request);
  if (is_realtime && key.starts_with(kSecretPrefix)) {
    Caller caller{"", secrets_.Find(key)};
    if (!caller.bound) {
      return JsonError(401, "invalid_api_key", "The client secret is unknown or has expired.");
    }
    caller.key_id = caller.bound->key_id;
    // A secret does not outlive the key that made it.
    if (!caller.key_id.empty() && keys_.FindId(caller.key_id) == nullptr) return Unauthorized(key);
    return caller;
  }
  if (!keys_needed_) return Caller{};
  const ApiKey* known = keys_.Find(key);
  if (known == nullptr) return Unauthorized(key);
  return Caller{known->id, nullptr};
}

std::optional<HttpApi::Headers> HttpApi::OriginHeaders(const Handshake& request) const {
  const std::string origin = request.Header("origin");
  if (origin.empty()) return Headers{};
  if (!IsAllowedOrigin(origin, request.Header("host"), keys_needed_, config_.allowed_origins)) {
    return std::nullopt;
  }
  return Headers{{"Access-Control-Allow-Origin", origin},
                 {"Vary", "Origin"},
                 {"Access-Control-Expose-Headers", kExposed}};
}

HttpReply HttpApi::Preflight(const Handshake& request, Headers headers) const {
  HttpReply reply{204, "", "", std::move(headers)};
  const std::string asked = request.Header("access-control-request-headers");
  // Names only; anything else could break the header line.
  const bool plain = asked.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_, ") ==
                     std::string::npos;
  reply.headers.emplace_back("Access-Control-Allow-Methods", router_.Methods(request.path));
  reply.headers.emplace_back("Access-Control-Allow-Headers",
                             plain && !asked.empty() ? asked : "Authorization, Content-Type");
  reply.headers.emplace_back("Access-Control-Max-Age", "600");
  return reply;
}

HttpApi::Decision HttpApi::AdmitRealtime(const Handshake& request, bool is_upgrade) {
  auto caller = Identify(request, true);
  if (auto* refused = std::get_if<HttpReply>(&caller)) return std::move(*refused);
  auto route = RouteRealtime(request, is_upgrade);
  if (auto* reply = std::get_if<HttpReply>(&route)) return std::move(*reply);
  auto& accept = std::get<AcceptWebSocket>(route);
  auto& who = std::get<Caller>(caller);
  accept.bound = std::move(who.bound);
  accept.key_id = who.key_id;
  // A session that goes on has its place.
  const bool goes_on = facts_.can_resume && !accept.resume_token.empty() &&
                       facts_.can_resume(accept.resume_token, accept.key_id);
  if (const ApiKey* key = keys_.FindId(who.key_id); key != nullptr && !goes_on) {
    accept.place = limiter_.OpenSession(key->id, key->limits.sessions);
    if (!accept.place) {
      return ToReply({429, "session_limit_reached",
                      fmt::format("This key may have {} sessions at a time.", key->limits.sessions),
                      "", 10});
    }
  }
  return std::move(accept);
}

HttpApi::Decision HttpApi::Admit(std::string_view method, const Handshake& request,
                                 bool is_upgrade) {
  if (auto page = ConsolePage(method, request)) return *std::move(page);
  const bool is_realtime = IsRealtimePath(request.path);
  auto headers = OriginHeaders(request);
  if (!headers) {
    hooks_.Count("http_refused_total");
    return JsonError(403, "origin_not_allowed",
                     fmt::format("Pages of '{}' may not use this server; see "
                                 "server.allowed_origins.",
                                 request.Header("origin").substr(0, 200)));
  }
  const auto with_headers = [&](HttpReply reply) -> Decision {
    reply.headers.insert(reply.headers.end(), headers->begin(), headers->end());
    if (reply.status == 401 || reply.status == 429) hooks_.Count("http_refused_total");
    return reply;
  };
  if (is_realtime && method == "GET") {
    Decision decision = AdmitRealtime(request, is_upgrade);
    if (auto* reply = std::get_if<HttpReply>(&decision)) return with_headers(std::move(*reply));
    return decision;
  }
  if (is_realtime) {
    HttpReply reply =
        JsonError(405, "method_not_allowed", fmt::format("{} takes only GET.", request.path));
    reply.headers.emplace_back("Allow", "GET");
    return with_headers(std::move(reply));
  }
  if (method == "OPTIONS" && !request.Header("access-control-request-method").empty() &&
      !request.Header("origin").empty() && !router_.Methods(request.path).empty()) {
    return Preflight(request, std::move(*headers));
  }
  auto found = router_.Find(method, request.path);
  if (auto* reply = std::get_if<HttpReply>(&found)) return with_headers(std::move(*reply));
  Admitted admitted{std::get<HttpRouter::Match>(std::move(found)), "", std::move(*headers)};
  const HttpRoute& route = *admitted.match.route;
  headers = admitted.headers;
  if (!route.needs_key) return admitted;
  auto caller = Identify(request, false);
  if (auto* refused = std::get_if<HttpReply>(&caller)) return with_headers(std::move(*refused));
  admitted.key_id = std::get<Caller>(caller).key_id;
  const ApiKey* key = keys_.FindId(admitted.key_id);
  if (route.counts) hooks_.Count("http_requests_total");
  if (!route.counts || key == nullptr) return admitted;
  RateLimiter::Verdict verdict = limiter_.Request(*key);
  admitted.headers.insert(admitted.headers.end(), verdict.headers.begin(), verdict.headers.end());
  if (verdict.exceeded) {
    headers = admitted.headers;
    const auto [budget, seconds] = *verdict.exceeded;
    return with_headers(
        ToReply({429, "rate_limit_exceeded",
                 fmt::format("This key has used its {} of the last minute; try again in {} s.",
                             BudgetName(budget), seconds),
                 "", seconds}));
  }
  return admitted;
}

std::optional<RateLimiter::Exhaustion> HttpApi::Exhausted(const std::string& key_id) {
  const ApiKey* key = key_id.empty() ? nullptr : keys_.FindId(key_id);
  return key == nullptr ? std::nullopt : limiter_.Exhausted(*key);
}

void HttpApi::Spend(const std::string& key_id, Budget budget, double amount) {
  if (!key_id.empty()) limiter_.Spend(key_id, budget, amount);
}

std::vector<RateLimit> HttpApi::Limits(const std::string& key_id) {
  const ApiKey* key = key_id.empty() ? nullptr : keys_.FindId(key_id);
  return key == nullptr ? std::vector<RateLimit>() : limiter_.Look(*key);
}

void HttpApi::Answer(const HttpRoute& route, HttpRequest request,
                     std::shared_ptr<HttpExchange> exchange) {
  if (route.quick) return RunHandler(route.handler, request, *exchange);
  std::erase_if(under_way_, [](const auto& weak) { return weak.expired(); });
  under_way_.push_back(exchange);
  auto shared = std::make_shared<HttpRequest>(std::move(request));
  const bool taken = pool_->TryPost([handler = &route.handler, shared, exchange] {
    if (exchange->cancel().IsCancelled()) return;
    RunHandler(*handler, *shared, *exchange);
  });
  if (!taken) {
    exchange->Reply(ToReply(
        {503, "overloaded", "Too many requests are waiting here; try again later.", "", 1}));
  }
}

size_t HttpApi::UnderWay() const {
  return static_cast<size_t>(std::count_if(under_way_.begin(), under_way_.end(),
                                           [](const auto& weak) { return !weak.expired(); }));
}

void HttpApi::Stop() {
  for (const auto& weak : under_way_) {
    if (const auto exchange = weak.lock()) exchange->Abandon();
  }
  pool_.reset();
}

}  // namespace vivavoce::realtime
