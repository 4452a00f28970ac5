// The template behind ServePlain and ServeTls; included by their .cc files only.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "realtime/http_connection.h"
#include "realtime/http_routes.h"
#include "realtime/websocket_connection_impl.h"

namespace vivavoce::realtime {

template <typename Stream>
class HttpConnection : public std::enable_shared_from_this<HttpConnection<Stream>> {
 public:
  HttpConnection(SessionContext& context, Stream stream, std::string peer)
      : context_(context), stream_(std::move(stream)), peer_(std::move(peer)) {}

  void Run() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      Lowest().expires_after(kPatience);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code failed) {
                                if (!failed) self->Read();
                              });
    } else {
      Read();
    }
  }

 private:
  static constexpr std::chrono::seconds kPatience{20};  // for a whole request, and between two
  static constexpr uint32_t kMostHeaderBytes = 16 << 10;
  static constexpr uint64_t kMostBodyBytes = 64 << 10;
  using Request = http::request<http::string_body>;
  using Response = http::response<http::string_body>;

  auto& Lowest() { return beast::get_lowest_layer(stream_); }

  void Read() {
    parser_.emplace();
    parser_->header_limit(kMostHeaderBytes);
    parser_->body_limit(kMostBodyBytes);
    Lowest().expires_after(kPatience);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code failed, size_t) { self->OnRead(failed); });
  }

  void OnRead(error_code failed) {
    if (failed == http::error::header_limit || failed == http::error::body_limit) {
      return Write(JsonError(413, "request_too_large", "The request is too large."), false);
    }
    if (failed && failed.category() == http::make_error_code(http::error::bad_method).category() &&
        failed != http::error::end_of_stream && failed != http::error::partial_message) {
      return Write(JsonError(400, "invalid_request", "This is not an HTTP request."), false);
    }
    if (failed) return Close();
    const Request& request = parser_->get();
    const Handshake handshake = ToHandshake(request);
    const bool is_upgrade = websocket::is_upgrade(request);
    const Route route =
        RouteRequest(std::string_view(request.method_string()), handshake, is_upgrade,
                     context_.config, context_.wire, context_.hooks, context_.open.size());
    if (const auto* reply = std::get_if<HttpReply>(&route)) {
      return Write(*reply, request.keep_alive() && !is_upgrade);
    }
    Lowest().expires_never();  // the WebSocket has its own timers
    std::make_shared<WebSocketConnection<Stream>>(context_, std::move(stream_))
        ->Accept(parser_->release(), handshake, peer_, std::get<AcceptWebSocket>(route));
  }

  static Handshake ToHandshake(const Request& request) {
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

  void Write(const HttpReply& reply, bool keep_alive) {
    response_ = Response(static_cast<http::status>(reply.status), 11, reply.body);
    response_.set(http::field::server, "vivavoce");
    response_.set(http::field::content_type, reply.content_type);
    for (const auto& [name, value] : reply.headers) response_.set(name, value);
    if (reply.status == 401) response_.set(http::field::www_authenticate, "Bearer");
    if (reply.status == 405) response_.set(http::field::allow, "GET");
    if (reply.status == 426) response_.set(http::field::upgrade, "websocket");
    response_.keep_alive(keep_alive);
    response_.prepare_payload();
    Lowest().expires_after(kPatience);
    http::async_write(stream_, response_,
                      [self = this->shared_from_this(), keep_alive](error_code failed, size_t) {
                        if (failed || !keep_alive) return self->Close();
                        self->Read();
                      });
  }

  void Close() {
    error_code ignored;
    Lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  SessionContext& context_;
  Stream stream_;
  std::string peer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  Response response_;
};

inline std::string PeerName(const tcp::socket& socket) {
  error_code failed;
  const auto peer = socket.remote_endpoint(failed);
  return failed ? std::string("?") : peer.address().to_string();
}

}  // namespace vivavoce::realtime
