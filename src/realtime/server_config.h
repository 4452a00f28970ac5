// How the server listens and what it tolerates. Plain values.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "realtime/api_keys.h"

namespace vivavoce::realtime {

struct ServerConfig {
  std::string host = "127.0.0.1";         // an address of this machine; "0.0.0.0" is all of them
  int port = 8080;                        // [0, 65535]; 0: the system chooses
  std::optional<int> tls_port;            // https and wss; nullopt: none
  std::filesystem::path tls_certificate;  // PEM chain; empty: a development certificate is made
  std::filesystem::path tls_key;          // PEM; both or neither
  std::filesystem::path tls_directory;    // where the development certificate is kept
  std::vector<std::string> api_keys;      // as text; hashed when the server starts
  std::vector<ApiKey> hashed_keys;        // of a keys file; both empty: everyone may connect,
  bool allow_anyone = false;              // which on an address of other machines needs this
  // Web pages that may use the server beside those of this machine (realtime/origin_policy.h).
  std::vector<std::string> allowed_origins;
  int max_http_requests = 4;             // [1, 64] answered at a time; further ones wait, see below
  int max_http_waiting = 32;             // [1, 1024]; more are refused with 503
  int max_sessions = 16;                 // [1, 10000]
  int max_session_seconds = 3600;        // [0, 86400]; OpenAI's 60 minutes; 0: no limit
  int resume_window_seconds = 60;        // [0, 3600] a broken session is kept; 0: none can be
  int idle_timeout_seconds = 60;         // [2, 3600]; a silent peer is pinged at half of it
  size_t max_message_bytes = 16u << 20;  // [64 KiB, 64 MiB]: 15 MiB of base64 and its JSON
  size_t max_outgoing_bytes = 8u << 20;  // [64 KiB, 1 GiB] queued for a client that reads slowly
  double max_queued_input_seconds = 5;   // (0, 600] of sound not yet heard; then reading pauses

  Status Validate() const;  // names the field and what is allowed
};

}  // namespace vivavoce::realtime
