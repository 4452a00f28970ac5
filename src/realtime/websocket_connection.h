// One WebSocket: frames in, texts out through a bounded queue. The protocol is Session's matter.
// Threads  the network thread.
#pragma once

#include <string>

#include "realtime/http_routes.h"
#include "realtime/net_stream.h"
#include "realtime/session.h"

namespace vivavoce::realtime {

// Answers an upgrade `request` that was admitted, and lives until the socket closes.
void ServeWebSocket(SessionContext& context, NetStream stream,
                    http::request<http::string_body> request, const Handshake& handshake,
                    std::string peer, AcceptWebSocket how);

}  // namespace vivavoce::realtime
