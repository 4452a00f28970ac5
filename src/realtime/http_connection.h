// One accepted TCP connection, until it is answered and closed, or becomes a WebSocket.
// Threads  the network thread.
#pragma once

#include "realtime/beast.h"
#include "realtime/session.h"

namespace vivavoce::realtime {

void ServePlain(SessionContext& context, tcp::socket socket);
void ServeTls(SessionContext& context, tcp::socket socket, asio::ssl::context& tls);

}  // namespace vivavoce::realtime
