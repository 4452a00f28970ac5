// The HTTP side of a server without its sockets: who may ask, which handler answers, and on which
// thread.
// Threads  Admit, Answer, SetKeys and Stop on the network thread (Stop when it has ended); handlers
//          that are not quick run on a pool of their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "realtime/client_secrets.h"
#include "realtime/http_exchange.h"
#include "realtime/http_router.h"
#include "realtime/http_routes.h"
#include "realtime/http_services.h"
#include "realtime/rate_limiter.h"
#include "realtime/server_config.h"
#include "realtime/server_hooks.h"
#include "realtime/worker_pool.h"

namespace vivavoce::realtime {

class HttpApi {
 public:
  struct Facts {
    std::function<size_t()> session_count;  // shown by /healthz
    // Whether this key may continue the session of this token; may be empty.
    std::function<bool(const std::string& token, const std::string& key_id)> can_resume;
    const runtime::Clock* clock = nullptr;
    ClientSecrets::UnixTime unix_time;
  };
  // All outlive it.
  HttpApi(const ServerConfig& config, const WireOptions& wire, const ServerHooks& hooks,
          Facts facts);
  ~HttpApi();

  using Headers = std::vector<std::pair<std::string, std::string>>;
  struct Admitted {
    HttpRouter::Match match;
    std::string key_id;
    Headers headers;  // of the answer
  };
  using Decision = std::variant<HttpReply, AcceptWebSocket, Admitted>;
  // By method and headers alone, before any body is read.
  Decision Admit(std::string_view method, const Handshake& request, bool is_upgrade);

  void Answer(const HttpRoute& route, HttpRequest request, std::shared_ptr<HttpExchange> exchange);

  void SetKeys(std::vector<ApiKey> keys);  // of the keys file; those of the configuration stay
  size_t UnderWay() const;                 // answers that are not quick, not yet complete
  void Stop();                             // ends every answer; waits for the handlers

  // What realtime sessions cost a key. Keys without limits, and "", are never exhausted.
  std::optional<RateLimiter::Exhaustion> Exhausted(const std::string& key_id);
  void Spend(const std::string& key_id, Budget budget, double amount);
  std::vector<RateLimit> Limits(const std::string& key_id);

  const HttpRouter& router() const { return router_; }

 private:
  void AddRoutes();
  struct Caller {
    std::string key_id;
    std::shared_ptr<const BoundSession> bound;
  };
  std::variant<HttpReply, Caller> Identify(const Handshake& request, bool is_realtime);
  // Allowed: the headers a browser wants; nullopt: refuse.
  std::optional<Headers> OriginHeaders(const Handshake& request) const;
  Decision AdmitRealtime(const Handshake& request, bool is_upgrade);
  HttpReply Preflight(const Handshake& request, Headers headers) const;

  const ServerConfig& config_;
  const ServerHooks& hooks_;
  const Facts facts_;
  RateLimiter limiter_;
  ClientSecrets secrets_;
  HttpServices services_;
  HttpRouter router_;
  std::vector<ApiKey> configured_;
  KeyRing keys_;
  bool keys_needed_ = false;  // once it is, it stays so, even when the last key is revoked
  std::vector<std::weak_ptr<HttpExchange>> under_way_;
  std::unique_ptr<WorkerPool> pool_;
};

}  // namespace vivavoce::realtime
