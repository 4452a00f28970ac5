// A realtime session: the wire on one side, a conversation on the other, joined on the network
// thread. It knows no socket; a Transport carries its texts.
//
// Threads. Everything here runs on the network thread, but for the listener, which posts there. The
// conversation is made and destroyed on the worker: both may take a while.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "dialogue/conversation.h"
#include "realtime/http_routes.h"
#include "realtime/server_config.h"
#include "realtime/server_hooks.h"
#include "realtime/wire_session.h"
#include "runtime/executor.h"

namespace vivavoce::realtime {

// RFC 6455 section 7.4.1, and 1013 of its registry.
enum class CloseCode : uint16_t {
  kNormal = 1000,
  kGoingAway = 1001,
  kPolicy = 1008,
  kTooBig = 1009,
  kInternal = 1011,
  kTryAgainLater = 1013,
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual void StartReading() = 0;
  virtual void Send(std::string text) = 0;                     // queues
  virtual void Close(CloseCode code, std::string reason) = 0;  // after what is queued
};

class HttpApi;
class Session;

// What the sessions of a server share. Used on the network thread only, but for open_count.
struct SessionContext {
  const ServerConfig& config;
  const WireOptions& wire;
  const ServerHooks& hooks;
  std::function<void(runtime::Executor::Task)> post;  // to the network thread; from any thread
  runtime::Executor& worker;
  HttpApi& http;
  std::set<Session*> open = {};
  std::set<std::shared_ptr<void>> busy = {};  // HTTP connections with an answer under way
  std::atomic<size_t> open_count = 0;
  bool stopping = false;

  void Add(Session* session);
  void Remove(Session* session);
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(SessionContext& context, const Handshake& handshake, std::string peer,
          std::weak_ptr<Transport> transport, AcceptWebSocket admitted);
  ~Session();

  // Sends session.created and starts reading once there is a conversation; or an error, and closes.
  void Open();
  void OnText(std::string_view text);
  void OnBinary();
  void OnTooBig();
  // The conversation has more sound waiting than it should: read nothing more for now.
  bool InputIsFull() const;
  void OnSlowReader();
  void OnExpired();                         // max_session_seconds have passed
  void OnShutdown();                        // the server stops
  void OnDisconnect(std::string_view why);  // the transport is gone

  const std::string& id() const { return wire_.settings().id; }

 private:
  struct Live;
  class Listener;

  void OnConversation(std::shared_ptr<Result<std::unique_ptr<Live>>> made);
  void OnServerEvent(const dialogue::ServerEvent& event);
  void Forward(Inbound inbound);
  void Send(std::string text);
  void CloseWithError(dialogue::ErrorEvent error, CloseCode code);
  void ReleaseConversation();

  SessionContext& context_;
  WireSession wire_;
  std::string peer_;
  std::shared_ptr<void> place_;  // among the sessions of its key
  std::weak_ptr<Transport> transport_;
  std::shared_ptr<Transport> opening_;  // keeps the transport while the conversation is made
  std::unique_ptr<Live> live_;
  std::chrono::steady_clock::time_point opened_at_;
  bool counted_ = false;
  bool closing_ = false;
};

}  // namespace vivavoce::realtime
