// Which web pages may use the server. A browser tells the page's origin with every WebSocket and
// with every request across origins; other programs send none, and are not asked.
//
// Without a key, any page a user opens could talk to a server on their own machine. So pages are
// allowed that come from this machine (localhost, 127.0.0.0/8, ::1), from the server itself, and
// those of the list. "The server itself" is the same host and port as in the request's Host; a name
// counts only when keys are asked for, since a hostile name can be made to point here (DNS
// rebinding).
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::realtime {

// `allowed`: "https://app.example", or "*" for every page.
bool IsAllowedOrigin(std::string_view origin, std::string_view host, bool keys_needed,
                     const std::vector<std::string>& allowed);

// 127.0.0.0/8, ::1, localhost.
bool IsLoopbackHost(std::string_view host);

}  // namespace vivavoce::realtime
