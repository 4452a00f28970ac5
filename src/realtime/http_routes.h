// What the server's HTTP side answers, without sockets: the console, health, metrics, the list of
// models, and which requests become realtime sessions. Everything else is a JSON 404.
// Threads  pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "realtime/dialect.h"
#include "realtime/server_config.h"
#include "realtime/server_hooks.h"
#include "realtime/wire_session.h"

namespace vivavoce::realtime {

// "/v1/realtime?model=a%20b" -> path and decoded query, the rest empty. A malformed escape stays as
// it is.
Handshake ParseTarget(std::string_view target);

struct HttpReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};
struct AcceptWebSocket {
  bool select_realtime = false;  // answer with subprotocol "realtime"; a key is never echoed
};
using Route = std::variant<HttpReply, AcceptWebSocket>;

// `session_count` is shown by /healthz.
Route RouteRequest(std::string_view method, const Handshake& request, bool is_upgrade,
                   const ServerConfig& config, const WireOptions& options, const ServerHooks& hooks,
                   size_t session_count);

// The key of "Authorization: Bearer KEY", "api-key: KEY" or the subprotocol
// "openai-insecure-api-key.KEY"; "" when there is none.
std::string ClientKey(const Handshake& request);
// Takes the same time wherever the first difference is.
bool IsKnownKey(std::string_view key, const std::vector<std::string>& known);

HttpReply JsonError(int status, std::string_view code, std::string_view message);

}  // namespace vivavoce::realtime
