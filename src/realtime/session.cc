#include "realtime/session.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <random>
#include <utility>

#include "realtime/api_keys.h"
#include "realtime/http_api.h"

namespace vivavoce::realtime {
namespace {

// 96 random bits in hexadecimal.
std::string RandomIdStem() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}", random(), random(), random());
}

int64_t ExpiresAt(const ServerConfig& config) {
  if (config.max_session_seconds == 0) return 0;
  return static_cast<int64_t>(std::time(nullptr)) + config.max_session_seconds;
}

dialogue::ErrorEvent ServerError(std::string code, std::string message) {
  dialogue::ErrorEvent error;
  error.type = "server_error";
  error.code = std::move(code);
  error.message = std::move(message);
  return error;
}

}  // namespace

void SessionContext::Add(Session* session) {
  open.insert(session);
  open_count.store(open.size());
  if (hooks.metrics != nullptr) {
    hooks.metrics->Set("realtime_sessions", static_cast<double>(open.size()));
  }
}

void SessionContext::Remove(Session* session) {
  open.erase(session);
  open_count.store(open.size());
  if (hooks.metrics != nullptr) {
    hooks.metrics->Set("realtime_sessions", static_cast<double>(open.size()));
  }
}

std::shared_ptr<Session> SessionContext::FindResumable(const std::string& token,
                                                       const std::string& key_id) const {
  const auto found = resumable.find(token);
  if (token.empty() || found == resumable.end() || !found->second->MayResume(key_id)) return {};
  return found->second->shared_from_this();
}

class Session::Listener final : public dialogue::ConversationListener {
 public:
  Listener(SessionContext& context, std::weak_ptr<Session> session)
      : post_(context.post), session_(std::move(session)) {}

  void OnServerEvent(const dialogue::ServerEvent& event) override {
    post_([session = session_, copy = std::make_shared<const dialogue::ServerEvent>(event)] {
      if (const auto alive = session.lock()) alive->OnServerEvent(*copy);
    });
  }
  // Metered where the conversations are made (app/metered_conversation.h).
  void OnTurnLatency(const dialogue::TurnLatency&) override {}

 private:
  std::function<void(runtime::Executor::Task)> post_;
  std::weak_ptr<Session> session_;
};

Session::Session(SessionContext& context, const Handshake& handshake, std::string peer,
                 std::weak_ptr<Transport> transport, AcceptWebSocket admitted)
    : context_(context),
      wire_(context.wire, handshake, RandomIdStem(), ExpiresAt(context.config),
            admitted.bound ? &admitted.bound->patch : nullptr, "vvr_" + RandomHex(16)),
      peer_(std::move(peer)),
      place_(std::move(admitted.place)),
      key_id_(std::move(admitted.key_id)),
      transport_(std::move(transport)),
      opened_at_(std::chrono::steady_clock::now()) {}

Session::~Session() { End("dropped"); }

void Session::Open() {
  if (context_.stopping) {
    return CloseWithError(ServerError("server_shutting_down", "The server is shutting down."),
                          CloseCode::kGoingAway);
  }
  if (wire_.refusal()) {
    context_.hooks.Count("realtime_refused_total");
    return CloseWithError(*wire_.refusal(), CloseCode::kPolicy);
  }
  if (context_.open.size() >= static_cast<size_t>(context_.config.max_sessions)) {
    context_.hooks.Count("realtime_refused_total");
    return CloseWithError(
        ServerError("session_limit_reached",
                    fmt::format("All {} sessions of this server are taken; try again later, or "
                                "raise server.max_sessions.",
                                context_.config.max_sessions)),
        CloseCode::kTryAgainLater);
  }
  context_.Add(this);
  counted_ = true;
  context_.hooks.Count("realtime_sessions_total");
  spdlog::info("session={} event=open peer={} model={} dialect={}", id(), peer_,
               wire_.settings().model,
               wire_.dialect() ? DialectName(*wire_.dialect()) : "undecided");
  opening_ = transport_.lock();
  context_.worker.Post([weak = weak_from_this(), post = context_.post,
                        create = context_.hooks.create_conversation,
                        listener = std::make_shared<std::unique_ptr<Listener>>(
                            std::make_unique<Listener>(context_, weak_from_this())),
                        config = wire_.settings().config] {
    auto conversation = create({config, 0}, **listener);
    auto made = std::make_shared<Result<std::unique_ptr<Live>>>();
    if (conversation) {
      *made = std::make_unique<Live>(Live{std::move(*listener), std::move(*conversation)});
    } else {
      *made = Fail(conversation.error());
    }
    post([weak, made] {
      if (const auto session = weak.lock()) session->OnConversation(made);
    });
  });
}

void Session::OnConversation(std::shared_ptr<Result<std::unique_ptr<Live>>> made) {
  const std::shared_ptr<Transport> transport = std::move(opening_);
  if (!*made) {
    spdlog::error("session={} event=no_conversation error=\"{}\"", id(), made->error().ToString());
    return CloseWithError(ServerError("conversation_unavailable", made->error().ToString()),
                          CloseCode::kInternal);
  }
  live_ = std::move(**made);
  if (closing_) return ReleaseConversation();
  Send(wire_.Created());
  OfferResumption();
  WarnOfExpiry();
  if (transport) transport->StartReading();
}

void Session::OnText(std::string_view text) {
  if (closing_ || !live_) return;
  context_.hooks.Count("realtime_client_events_total");
  context_.hooks.Count("realtime_received_bytes_total", static_cast<double>(text.size()));
  Forward(wire_.OnClientText(text));
}

void Session::OnBinary() {
  if (closing_) return;
  context_.hooks.Count("realtime_errors_total");
  Send(wire_.Error(RequestError("invalid_event",
                                "Binary frames have no meaning here: send each event as a text "
                                "frame, with audio in base64.")));
}

void Session::OnTooBig() {
  context_.hooks.Count("realtime_errors_total");
  CloseWithError(
      RequestError("invalid_value",
                   fmt::format("A message may have at most {} bytes; append audio in pieces.",
                               context_.config.max_message_bytes)),
      CloseCode::kTooBig);
}

bool Session::InputIsFull() const {
  return live_ &&
         live_->conversation->QueuedInputSeconds() > context_.config.max_queued_input_seconds;
}

void Session::Forward(Inbound inbound) {
  for (std::string& reply : inbound.replies) {
    context_.hooks.Count("realtime_errors_total");
    Send(std::move(reply));
  }
  for (ToConversation& message : inbound.to_conversation) {
    if (auto* append = std::get_if<AppendInput>(&message)) {
      if (!append->samples.empty() && !IsExhausted(nullptr)) {
        context_.http.Spend(key_id_, Budget::kAudioSeconds,
                            static_cast<double>(append->samples.size()) / append->sample_rate_hz);
        live_->conversation->AppendAudio(std::move(append->samples), append->sample_rate_hz);
      }
    } else {
      auto& event = std::get<dialogue::ClientEvent>(message);
      if (std::holds_alternative<dialogue::CreateResponse>(event) && IsExhausted(&event)) continue;
      live_->conversation->Handle(std::move(event));
    }
  }
}

void Session::OnServerEvent(const dialogue::ServerEvent& event) {
  if (closing_) return;
  if (std::holds_alternative<dialogue::ErrorEvent>(event)) {
    context_.hooks.Count("realtime_errors_total");
  }
  for (std::string& text : wire_.OnServerEvent(event)) Send(std::move(text));
  if (std::holds_alternative<dialogue::SessionUpdated>(event)) {
    OfferResumption();
    WarnOfExpiry();
  }
  Charge(event);
}

void Session::Send(std::string text) {
  context_.hooks.Count("realtime_server_events_total");
  context_.hooks.Count("realtime_sent_bytes_total", static_cast<double>(text.size()));
  if (const auto transport = transport_.lock()) transport->Send(std::move(text));
}

void Session::CloseWithError(dialogue::ErrorEvent error, CloseCode code) {
  if (closing_) return;
  closing_ = true;
  spdlog::info("session={} event=closing code={} error={}", id(), static_cast<int>(code),
               error.code);
  Send(wire_.Error(error));
  if (const auto transport = transport_.lock()) transport->Close(code, error.code);
  ReleaseConversation();
}

void Session::OnSlowReader() {
  if (closing_) return;
  closing_ = true;
  context_.hooks.Count("realtime_slow_readers_total");
  spdlog::warn("session={} event=slow_reader limit_bytes={}", id(),
               context_.config.max_outgoing_bytes);
  if (const auto transport = transport_.lock()) {
    transport->Close(CloseCode::kTryAgainLater, "the client reads too slowly");
  }
  ReleaseConversation();
}

void Session::OnExpired() {
  CloseWithError(RequestError("session_expired",
                              fmt::format("The session has reached its limit of {} seconds.",
                                          context_.config.max_session_seconds)),
                 CloseCode::kNormal);
}

void Session::OnShutdown() {
  const auto self = shared_from_this();
  CloseWithError(ServerError("server_shutting_down", "The server is shutting down."),
                 CloseCode::kGoingAway);
  if (context_.waiting.erase(self) > 0) End("the server stops");
}

void Session::OnDisconnect(const Transport* transport, std::string_view why, bool by_client) {
  if (transport != nullptr && transport_.lock().get() != transport) return;  // not any more ours
  const bool goes_on = !token_.empty() && live_ && !closing_ && !by_client && !context_.stopping;
  if (transport != nullptr && goes_on) return Wait();
  End(why);
}

void Session::End(std::string_view why) {
  const std::shared_ptr<Transport> transport = std::move(opening_);  // may own this session
  closing_ = true;
  ReleaseConversation();
  place_.reset();
  if (!counted_) return;
  counted_ = false;
  context_.Remove(this);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - opened_at_).count();
  spdlog::info("session={} event=close reason=\"{}\" seconds={:.1f}", id(), why, seconds);
  if (context_.hooks.metrics != nullptr) {
    context_.hooks.metrics->Observe("realtime_session_seconds", seconds);
  }
}

void Session::ReleaseConversation() {
  if (!token_.empty()) context_.resumable.erase(std::exchange(token_, {}));
  if (!live_) return;
  // The task owns the conversation: it dies on the worker, whether the task runs or is dropped.
  context_.worker.Post(
      [live = std::shared_ptr<Live>(std::move(live_))]() mutable { live.reset(); });
}

}  // namespace vivavoce::realtime
