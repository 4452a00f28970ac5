#include "realtime/server_config.h"

#include <fmt/format.h>

#include "realtime/origin_policy.h"

namespace vivavoce::realtime {
namespace {

template <typename T>
Status InRange(const char* field, T value, T min, T max) {
  if (value >= min && value <= max) return {};
  return Fail(Error::InvalidArgument(
      fmt::format("{} is out of range; allowed are {} to {}", value, min, max), field));
}

}  // namespace

Status ServerConfig::Validate() const {
  const Status checks[] = {
      InRange("server.port", port, 0, 65535),
      InRange("server.tls_port", tls_port.value_or(0), 0, 65535),
      InRange("server.max_sessions", max_sessions, 1, 10000),
      InRange("server.max_session_seconds", max_session_seconds, 0, 86400),
      InRange("server.resume_window_seconds", resume_window_seconds, 0, 3600),
      InRange("server.idle_timeout_seconds", idle_timeout_seconds, 2, 3600),
      InRange<size_t>("server.max_message_bytes", max_message_bytes, 64u << 10, 64u << 20),
      InRange<size_t>("server.max_outgoing_bytes", max_outgoing_bytes, 64u << 10, 1u << 30),
      InRange("server.max_http_requests", max_http_requests, 1, 64),
      InRange("server.max_http_waiting", max_http_waiting, 1, 1024),
      InRange("server.max_queued_input_seconds", max_queued_input_seconds, 0.001, 600.0),
  };
  for (const Status& check : checks) {
    if (!check) return check;
  }
  for (const std::string& key : api_keys) {
    if (key.empty()) return Fail(Error::InvalidArgument("a key is empty", "server.api_keys"));
  }
  if (!IsLoopbackHost(host) && api_keys.empty() && hashed_keys.empty() && !allow_anyone) {
    return Fail(Error::InvalidArgument(
        fmt::format("everyone who can reach {} could use this server without a key; make one with "
                    "`vivavoce keys add`, or allow it with --allow-anyone (server.allow_anyone)",
                    host),
        "server.host"));
  }
  if (tls_certificate.empty() != tls_key.empty()) {
    return Fail(
        Error::InvalidArgument("give both a certificate and its key, or neither",
                               tls_key.empty() ? "server.tls_key" : "server.tls_certificate"));
  }
  if (tls_port && tls_certificate.empty() && tls_directory.empty()) {
    return Fail(Error::InvalidArgument("a directory for the development certificate is needed",
                                       "server.tls_directory"));
  }
  return {};
}

}  // namespace vivavoce::realtime
