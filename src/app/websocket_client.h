// A small WebSocket client for benchmarks and tools: text frames, ws:// only.
// Threads: Send from one thread, Receive from another; Close from any.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vivavoce::app {

struct WebSocketAddress {
  std::string host;
  std::string port = "80";
  std::string target = "/v1/realtime";
};
Result<WebSocketAddress> ParseWebSocketUrl(std::string_view url);  // ws:// only

class WebSocketClient {
 public:
  // kUnavailable says what to start when nobody listens there.
  static Result<std::unique_ptr<WebSocketClient>> Connect(const std::string& url,
                                                          const std::string& api_key);
  virtual ~WebSocketClient() = default;
  virtual Status Send(std::string_view text) = 0;
  virtual Result<std::string> Receive() = 0;  // blocks; kUnavailable when the connection is closed
  virtual void Close() = 0;                   // wakes a blocked Receive
};

}  // namespace vivavoce::app
