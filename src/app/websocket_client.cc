#include "app/websocket_client.h"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <utility>

namespace vivavoce::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;

class Client final : public WebSocketClient {
 public:
  Status Open(const WebSocketAddress& address, const std::string& api_key) {
    beast::error_code error;
    tcp::resolver resolver(context_);
    const auto endpoints = resolver.resolve(address.host, address.port, error);
    if (!error) asio::connect(socket_.next_layer(), endpoints, error);
    if (error) {
      return Fail(Error::Unavailable(
          fmt::format("cannot connect to {}:{} ({}); is `vivavoce serve` running there?",
                      address.host, address.port, error.message())));
    }
    socket_.next_layer().set_option(tcp::no_delay(true));
    socket_.read_message_max(64 << 20);
    socket_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "realtime");
      if (!api_key.empty()) request.set(beast::http::field::authorization, "Bearer " + api_key);
    }));
    socket_.handshake(address.host + ":" + address.port, address.target, error);
    if (error) {
      return Fail(Error::Unavailable(fmt::format("the server at {}:{} refused: {}", address.host,
                                                 address.port, error.message())));
    }
    return {};
  }

  Status Send(std::string_view text) override {
    beast::error_code error;
    socket_.write(asio::buffer(text), error);
    if (error) return Fail(Error::Unavailable("send failed: " + error.message()));
    return {};
  }

  Result<std::string> Receive() override {
    beast::flat_buffer buffer;
    beast::error_code error;
    socket_.read(buffer, error);
    if (error) return Fail(Error::Unavailable("connection closed: " + error.message()));
    return beast::buffers_to_string(buffer.data());
  }

  void Close() override {
    beast::error_code ignored;
    socket_.next_layer().shutdown(tcp::socket::shutdown_both, ignored);
  }

 private:
  asio::io_context context_;
  websocket::stream<tcp::socket> socket_{context_};
};

}  // namespace

Result<WebSocketAddress> ParseWebSocketUrl(std::string_view url) {
  constexpr std::string_view kScheme = "ws://";
  if (!url.starts_with(kScheme)) {
    return Fail(
        Error::InvalidArgument(fmt::format("'{}' does not begin with ws://", url), "--url"));
  }
  url.remove_prefix(kScheme.size());
  WebSocketAddress address;
  const size_t slash = url.find('/');
  if (slash != std::string_view::npos) address.target = url.substr(slash);
  std::string_view authority = url.substr(0, slash);
  const size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos) {
    address.port = authority.substr(colon + 1);
    authority = authority.substr(0, colon);
  }
  address.host = authority;
  return address;
}

Result<std::unique_ptr<WebSocketClient>> WebSocketClient::Connect(const std::string& url,
                                                                  const std::string& api_key) {
  const auto address = ParseWebSocketUrl(url);
  if (!address) return Fail(address.error());
  auto client = std::make_unique<Client>();
  if (const Status opened = client->Open(*address, api_key); !opened) return Fail(opened.error());
  return client;
}

}  // namespace vivavoce::app
