// Reading the address and the key of a request, and which requests become WebSockets.
// Threads  pure functions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "realtime/client_secrets.h"
#include "realtime/dialect.h"
#include "realtime/http_message.h"

namespace vivavoce::realtime {

// "/v1/realtime?model=a%20b" -> path and decoded query, the rest empty. A malformed escape stays as
// it is.
Handshake ParseTarget(std::string_view target);

struct AcceptWebSocket {
  bool select_realtime = false;  // answer with subprotocol "realtime"; a key is never echoed
  std::shared_ptr<const BoundSession> bound;  // of the client secret that was shown, if any
  std::shared_ptr<void> place;                // of the key's sessions; held while the session lives
  std::string key_id;                         // of the key that was shown; "": none was asked for
  std::string resume_token;                   // of ?resume=; "": a new session
  std::string resume_after;                   // of ?after=, an event_id
};

bool IsRealtimePath(std::string_view path);
std::variant<HttpReply, AcceptWebSocket> RouteRealtime(const Handshake& request, bool is_upgrade);

// The key of "Authorization: Bearer KEY", "api-key: KEY" or the subprotocol
// "openai-insecure-api-key.KEY"; "" when there is none.
std::string ClientKey(const Handshake& request);

}  // namespace vivavoce::realtime
