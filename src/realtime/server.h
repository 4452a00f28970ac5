// The realtime server: HTTP and WebSocket on one port, and the same over TLS on another. One
// network thread serves all connections; a worker thread makes and destroys their conversations.
//
//   ServerHooks hooks;
//   hooks.create_conversation = [&](dialogue::ConversationOptions options,
//                                   dialogue::ConversationListener& listener) {
//     return dialogue::Conversation::Create(std::move(options), engine, clock, executor, listener);
//   };
//   auto server = Server::Start(config, wire_options, hooks);   // returns once it listens
//   ...
//   (*server)->Stop(std::chrono::seconds(5));
//
// Threads  Start, Stop and the destructor by one thread; the rest by any.
#pragma once

#include <chrono>
#include <memory>

#include "base/error.h"
#include "realtime/server_config.h"
#include "realtime/server_hooks.h"
#include "realtime/wire_session.h"

namespace vivavoce::realtime {

class Server {
 public:
  // Errors: kInvalidArgument names a field of the config; kUnavailable when a port is taken.
  static Result<std::unique_ptr<Server>> Start(ServerConfig config, WireOptions wire,
                                               ServerHooks hooks);
  ~Server();  // Stop(2 s)
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;      // the one the system chose, if 0 was asked
  int tls_port() const;  // 0: none
  size_t SessionCount() const;

  // Stops accepting; every session hears the error server_shutting_down and close 1001. Those still
  // open after `deadline` are cut. When it returns no conversation is left.
  void Stop(std::chrono::milliseconds deadline);

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vivavoce::realtime
