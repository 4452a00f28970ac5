#include "realtime/http_connection.h"

// A request is read in two steps: its head decides whether there is an answer at all and how large
// a body may be. While a handler works on a worker's thread the socket is read on, so that a client
// that goes away is noticed; what such a read finds is the next request.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "realtime/http_api.h"
#include "realtime/websocket_connection.h"

namespace vivavoce::realtime {
namespace {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(SessionContext& context, NetStream stream, std::string peer)
      : context_(context),
        stream_(std::move(stream)),
        peer_(std::move(peer)),
        idle_timer_(stream_.get_executor()) {}

  void Run() {
    if (!stream_.is_tls()) return Read();
    stream_.expires_after(kPatience);
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = shared_from_this()](error_code failed) {
                              if (!failed) self->Read();
                            });
  }

 private:
  static constexpr std::chrono::seconds kPatience{20};  // for a head, a piece, between requests
  static constexpr std::chrono::seconds kBodyPatience{120};
  static constexpr std::chrono::seconds kLinger{5};
  static constexpr uint32_t kMostHeaderBytes = 16 << 10;
  static constexpr size_t kWatchBytes = 4096;
  using Parser = http::request_parser<http::string_body>;

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMostHeaderBytes);
    parser_->body_limit(boost::none);  // set by the route
    stream_.expires_after(kPatience);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code failed, size_t) { self->OnHead(failed); });
  }

  bool Unreadable(error_code failed) {
    if (!failed) return false;
    if (failed == http::error::header_limit || failed == http::error::body_limit) {
      Refuse(JsonError(413, "request_too_large", "The request is too large."));
    } else if (failed.category() == http::make_error_code(http::error::bad_method).category() &&
               failed != http::error::end_of_stream && failed != http::error::partial_message) {
      Refuse(JsonError(400, "invalid_request", "This is not an HTTP request."));
    } else {
      Close();
    }
    return true;
  }

  void OnHead(error_code failed) {
    if (Unreadable(failed)) return;
    const auto& head = parser_->get();
    Handshake handshake = ToHandshake(head);
    const bool is_upgrade = websocket::is_upgrade(head);
    auto decision =
        context_.http.Admit(std::string_view(head.method_string()), handshake, is_upgrade);
    if (const auto* reply = std::get_if<HttpReply>(&decision)) {
      const bool has_body = parser_->chunked() || parser_->content_length().value_or(0) > 0;
      if (is_upgrade || has_body || !KeepAlive()) return Refuse(*reply);
      StartExchange({});
      exchange_->Reply(*reply);
      return Pump();
    }
    if (auto* accept = std::get_if<AcceptWebSocket>(&decision)) {
      stream_.expires_never();  // the WebSocket has its own timers
      return ServeWebSocket(context_, std::move(stream_), parser_->release(), handshake, peer_,
                            std::move(*accept));
    }
    admitted_ = std::get<HttpApi::Admitted>(std::move(decision));
    target_ = std::move(handshake);
    ReadBody();
  }

  void ReadBody() {
    const size_t most = admitted_.match.route->most_body_bytes;
    if (parser_->content_length().value_or(0) > most) {
      return Refuse(JsonError(
          413, "request_too_large",
          "The body is too large; at most " + std::to_string(most) + " bytes are allowed here."));
    }
    parser_->body_limit(most);
    // curl waits a second for this before it sends a large body.
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
      static constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
      stream_.expires_after(kPatience);
      return asio::async_write(stream_, asio::buffer(kGoOn.data(), kGoOn.size()),
                               [self = shared_from_this()](error_code failed, size_t) {
                                 if (failed) return self->Close();
                                 self->ReadRest();
                               });
    }
    ReadRest();
  }

  void ReadRest() {
    stream_.expires_after(kBodyPatience);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code failed, size_t) { self->OnBody(failed); });
  }

  void OnBody(error_code failed) {
    if (Unreadable(failed)) return;
    StartExchange(std::move(admitted_.headers));
    const HttpRoute& route = *admitted_.match.route;
    HttpRequest request{std::string(parser_->get().method_string()), std::move(target_),
                        std::move(admitted_.match.names), std::move(parser_->get().body()),
                        std::move(admitted_.key_id)};
    // With the next request here already nothing more is read: the client is there, and the
    // watching read would have to end before that request can be read.
    if (!route.quick && buffer_.size() == 0) Watch();
    context_.http.Answer(route, std::move(request), exchange_);
    Pump();
  }

  static Handshake ToHandshake(const http::request<http::string_body>& request) {
    Handshake handshake = ParseTarget(std::string_view(request.target()));
    for (const auto& field : request) {
      std::string name(field.name_string());
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      auto& value = handshake.headers[name];
      if (!value.empty()) value += ", ";
      value += std::string_view(field.value());
    }
    const std::string offered = handshake.Header("sec-websocket-protocol");
    for (const auto& token : http::token_list(offered)) {
      handshake.subprotocols.emplace_back(token);
    }
    return handshake;
  }

  // HTTP/1.0 knows no chunks; its streams end with the connection.
  bool KnowsChunks() const { return parser_->get().version() >= 11; }
  bool KeepAlive() const { return parser_->get().keep_alive() && KnowsChunks(); }

  void StartExchange(HttpApi::Headers headers, bool may_keep_alive = true) {
    exchange_ = std::make_shared<HttpExchange>(
        HttpExchange::Options{.chunked = KnowsChunks(),
                              .keep_alive = may_keep_alive && KeepAlive(),
                              .headers = std::move(headers),
                              .wake = [post = context_.post, weak = weak_from_this()] {
                                post([weak] {
                                  if (const auto self = weak.lock()) self->Pump();
                                });
                              }});
    context_.busy.insert(shared_from_this());
  }

  // Answers without reading the rest of the request; the connection ends.
  void Refuse(const HttpReply& reply) {
    StartExchange({}, false);
    exchange_->Reply(reply);
    Pump();
  }

  void Pump() {
    if (writing_ || !exchange_) return;
    auto piece = exchange_->Take();
    if (!piece) return;
    piece_ = std::move(*piece);
    writing_ = true;
    stream_.expires_after(kPatience);
    asio::async_write(
        stream_, asio::buffer(piece_.bytes),
        [self = shared_from_this()](error_code failed, size_t) { self->OnWritten(failed); });
  }

  void OnWritten(error_code failed) {
    writing_ = false;
    if (failed) return OnGone();
    if (!piece_.last) return Pump();
    EndExchange();
    if (!piece_.keep_alive) return Close();
    if (!watching_) return Read();
    awaiting_ = true;  // the watching read finds the next request
    idle_timer_.expires_after(kPatience);
    idle_timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self && self->awaiting_) self->Drop();
    });
  }

  void Watch() {
    watching_ = true;
    stream_.expires_never();
    stream_.async_read_some(buffer_.prepare(kWatchBytes),
                            [self = shared_from_this()](error_code failed, size_t size) {
                              self->OnWatched(failed, size);
                            });
  }

  void OnWatched(error_code failed, size_t size) {
    watching_ = false;
    if (failed) return OnGone();
    buffer_.commit(size);
    if (std::exchange(awaiting_, false)) {
      idle_timer_.cancel();
      return Read();
    }
  }

  void EndExchange() {
    exchange_.reset();
    context_.busy.erase(shared_from_this());
  }

  void OnGone() {
    idle_timer_.cancel();
    awaiting_ = false;
    if (exchange_) {
      exchange_->Abandon();
      EndExchange();
    }
    Drop();
  }

  void Drop() {
    error_code ignored;
    stream_.socket().close(ignored);
  }

  // Says that nothing more comes, and reads what the client still sends: closing with bytes unread
  // would reset the connection, and the client might never see the answer.
  void Close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    if (watching_) return Drop();
    stream_.expires_after(kLinger);
    Linger();
  }

  void Linger() {
    stream_.async_discard_some([self = shared_from_this()](error_code failed) {
      if (!failed) self->Linger();
    });
  }

  SessionContext& context_;
  NetStream stream_;
  std::string peer_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Handshake target_;
  HttpApi::Admitted admitted_;
  std::shared_ptr<HttpExchange> exchange_;  // the answer under way
  HttpExchange::Piece piece_;               // being written when writing_
  bool writing_ = false;
  bool watching_ = false;
  bool awaiting_ = false;  // the answer is complete, a watching read is under way
  asio::steady_timer idle_timer_;
};

std::string PeerName(const tcp::socket& socket) {
  error_code failed;
  const auto peer = socket.remote_endpoint(failed);
  return failed ? std::string("?") : peer.address().to_string();
}

void Serve(SessionContext& context, NetStream stream) {
  std::string peer = PeerName(stream.socket());
  std::make_shared<HttpConnection>(context, std::move(stream), std::move(peer))->Run();
}

}  // namespace

void ServePlain(SessionContext& context, tcp::socket socket) {
  Serve(context, NetStream(std::move(socket)));
}

void ServeTls(SessionContext& context, tcp::socket socket, asio::ssl::context& tls) {
  Serve(context, NetStream(std::move(socket), tls));
}

}  // namespace vivavoce::realtime
