// The web console over HTTP: the page at / and its files, with what keeps a browser from loading
// anything from elsewhere. No key is asked for: the page holds nothing that is secret, and asks its
// user for the key.
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "realtime/http_message.h"
#include "realtime/http_routes.h"

namespace vivavoce::realtime {

// Nullopt when the path is none of the console's. `request` is read for Host, Accept-Encoding and
// If-None-Match. Methods other than GET are answered with 405.
std::optional<HttpReply> ConsolePage(std::string_view method, const Handshake& request);

// Only this host may be connected to, by HTTP and WebSocket; no inline script or style.
std::string ConsoleContentPolicy(std::string_view host);

}  // namespace vivavoce::realtime
