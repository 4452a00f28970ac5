// A realtime session: the wire on one side, a conversation on the other, joined on the network
// thread. It knows no socket; a Transport carries its texts.
//
// Threads. Everything here runs on the network thread, but for the listener, which posts there. The
// conversation is made and destroyed on the worker: both may take a while.
//
// Resumption. A client that opted in (session.vivavoce.resume) has a token. When its transport
// breaks the session waits without one; a new transport with the token takes it over, also from one
// that is half open and does not know it yet.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
  virtual void Drop() = 0;                                     // at once
};

class HttpApi;
class Session;

// What the sessions of a server share. Used on the network thread only, but for open_count.
struct SessionContext {
  const ServerConfig& config;
  const WireOptions& wire;
  const ServerHooks& hooks;
  std::function<void(runtime::Executor::Task)> post;  // to the network thread; from any thread
  // The same, later; from the network thread.
  std::function<void(std::chrono::milliseconds, runtime::Executor::Task)> post_after;
  runtime::Executor& worker;
  HttpApi& http;
  std::set<Session*> open = {};
  std::set<std::shared_ptr<void>> busy = {};        // HTTP connections with an answer under way
  std::map<std::string, Session*> resumable = {};   // by token; with a transport or without
  std::set<std::shared_ptr<Session>> waiting = {};  // for a transport
  std::atomic<size_t> open_count = 0;
  bool stopping = false;

  void Add(Session* session);
  void Remove(Session* session);
  // The session of this token, if this key may have it.
  std::shared_ptr<Session> FindResumable(const std::string& token, const std::string& key_id) const;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(SessionContext& context, const Handshake& handshake, std::string peer,
          std::weak_ptr<Transport> transport, AcceptWebSocket admitted);
  ~Session();

  // Sends session.created and starts reading once there is a conversation; or an error, and closes.
  void Open();
  // Goes on with another transport behind the event `after`; the one before is dropped.
  void Resume(std::weak_ptr<Transport> transport, const std::string& after);
  void OnText(std::string_view text);
  void OnBinary();
  void OnTooBig();
  // The conversation has more sound waiting than it should: read nothing more for now.
  bool InputIsFull() const;
  void OnSlowReader();
  void OnExpired();   // max_session_seconds have passed
  void OnShutdown();  // the server stops
  // The transport is gone; `by_client`: it closed the connection as it should. Another's than the
  // session's own is ignored, null is the server itself.
  void OnDisconnect(const Transport* transport, std::string_view why, bool by_client = false);

  // Seconds until OnExpired is due; nullopt: never.
  std::optional<std::chrono::seconds> TimeLeft() const;
  bool MayResume(const std::string& key_id) const {
    return live_ && !closing_ && key_id == key_id_;
  }
  const std::string& id() const { return wire_.settings().id; }

 private:
  class Listener;
  // The conversation is destroyed first: afterwards nothing calls the listener.
  struct Live {
    std::unique_ptr<dialogue::ConversationListener> listener;
    std::unique_ptr<dialogue::Conversation> conversation;
  };

  void OnConversation(std::shared_ptr<Result<std::unique_ptr<Live>>> made);
  void OnServerEvent(const dialogue::ServerEvent& event);
  void Forward(Inbound inbound);
  void Send(std::string text);
  void CloseWithError(dialogue::ErrorEvent error, CloseCode code);
  void ReleaseConversation();
  std::chrono::seconds LoseTransport();  // returns how long the conversation waits for another
  void Wait();                           // for another transport
  void WaitedInVain(int broken);
  void OfferResumption();  // or withdraw it
  void End(std::string_view why);
  void WarnOfExpiry();
  bool IsExhausted(const dialogue::ClientEvent* event);  // tells the client if it is
  void Charge(const dialogue::ServerEvent& event);

  SessionContext& context_;
  WireSession wire_;
  std::string peer_;
  std::shared_ptr<void> place_;  // among the sessions of its key
  const std::string key_id_;
  std::weak_ptr<Transport> transport_;
  std::shared_ptr<Transport> opening_;  // keeps the transport while the conversation is made
  std::unique_ptr<Live> live_;
  std::chrono::steady_clock::time_point opened_at_;
  bool counted_ = false;
  bool closing_ = false;
  int num_broken_ = 0;           // transports
  bool expiry_watched_ = false;  // a warning is due
  bool told_exhausted_ = false;
  std::string token_;  // among the resumable
};

}  // namespace vivavoce::realtime
