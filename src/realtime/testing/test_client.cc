#include "realtime/testing/test_client.h"

#include <sys/socket.h>

#include <chrono>
#include <optional>

#include "realtime/net_stream.h"

namespace vivavoce::realtime {
namespace {

constexpr std::chrono::seconds kDeadline{10};
using Socket = websocket::stream<NetStream>;

tcp::endpoint Local(int port) {
  return {asio::ip::address_v4::loopback(), static_cast<uint16_t>(port)};
}

template <typename Fields>
std::map<std::string, std::string> Lowered(const Fields& fields) {
  std::map<std::string, std::string> headers;
  for (const auto& field : fields) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    headers[name] = std::string(field.value());
  }
  return headers;
}

}  // namespace

namespace {

TestHttpReply Exchange(int port, http::request<http::string_body> request,
                       const std::map<std::string, std::string>& headers) {
  asio::io_context io;
  tcp::socket socket(io);
  error_code failed;
  socket.connect(Local(port), failed);
  request.version(11);
  request.set(http::field::host, "localhost");
  request.set(http::field::connection, "close");
  for (const auto& [name, value] : headers) request.set(name, value);
  http::write(socket, request, failed);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(boost::none);
  http::read(socket, buffer, parser, failed);
  if (failed) return {};
  const auto& response = parser.get();
  return {static_cast<int>(response.result_int()), response.body(), Lowered(response)};
}

}  // namespace

TestHttpReply TestGet(int port, const std::string& target,
                      const std::map<std::string, std::string>& headers,
                      const std::string& method) {
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  return Exchange(port, std::move(request), headers);
}

TestHttpReply TestPost(int port, const std::string& target, const std::string& body,
                       const std::map<std::string, std::string>& headers) {
  http::request<http::string_body> request;
  request.method(http::verb::post);
  request.target(target);
  request.body() = body;
  request.prepare_payload();
  return Exchange(port, std::move(request), headers);
}

struct TestStream::Impl {
  asio::io_context io;
  tcp::socket socket{io};
};

TestStream::TestStream(int port, std::string_view request_bytes) : impl_(std::make_unique<Impl>()) {
  error_code failed;
  impl_->socket.connect(Local(port), failed);
  // The deadline of every read.
  const timeval patience{.tv_sec = kDeadline.count(), .tv_usec = 0};
  setsockopt(impl_->socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  Write(request_bytes);
}

TestStream::TestStream(TestStream&&) noexcept = default;
TestStream::~TestStream() = default;

void TestStream::Write(std::string_view bytes) {
  error_code failed;
  asio::write(impl_->socket, asio::buffer(bytes.data(), bytes.size()), failed);
}

std::string TestStream::ReadSome(size_t at_least) {
  std::string got;
  char block[4096];
  while (got.size() < at_least) {
    const ssize_t count = recv(impl_->socket.native_handle(), block, sizeof(block), 0);
    if (count <= 0) break;
    got.append(block, static_cast<size_t>(count));
  }
  return got;
}

void TestStream::Drop() {
  error_code ignored;
  impl_->socket.close(ignored);
}

std::string TestRaw(int port, std::string_view bytes) {
  asio::io_context io;
  tcp::socket socket(io);
  error_code failed;
  socket.connect(Local(port), failed);
  asio::write(socket, asio::buffer(bytes.data(), bytes.size()), failed);
  socket.shutdown(tcp::socket::shutdown_send, failed);
  std::string reply;
  asio::read(socket, asio::dynamic_buffer(reply), failed);
  return reply;
}

struct TestClient::Impl {
  asio::io_context io;
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::optional<Socket> socket;  // always there once constructed
  TestHttpReply handshake;
  bool connected = false;
  int close_code = 0;

  // Runs one asynchronous operation to its end; Beast's timers are the deadline.
  error_code Run(auto start) {
    std::optional<error_code> result;
    start([&](error_code failed, auto...) { result = failed; });
    io.restart();
    // Not run(): the stream's idle timer would keep it going.
    while (!result && io.run_one() > 0) {
    }
    return result.value_or(asio::error::operation_aborted);
  }
};

TestClient::TestClient(Options options) : impl_(std::make_unique<Impl>()) {
  Impl& impl = *impl_;
  tcp::socket connection(impl.io);
  error_code failed;
  connection.connect(Local(options.port), failed);
  NetStream stream = options.tls ? NetStream(std::move(connection), impl.tls)
                                 : NetStream(std::move(connection));
  impl.socket.emplace(std::move(stream));
  if (failed) return;
  Socket& socket = *impl.socket;
  failed = impl.Run([&](auto done) {
    socket.next_layer().async_handshake(asio::ssl::stream_base::client, done);
  });
  if (failed) return;
  websocket::stream_base::timeout timeouts{kDeadline, kDeadline, false};
  socket.set_option(timeouts);
  socket.set_option(
      websocket::stream_base::decorator([&options](websocket::request_type& request) {
        for (const auto& [name, value] : options.headers) request.set(name, value);
      }));
  socket.read_message_max(0);
  socket.auto_fragment(false);
  websocket::response_type response;
  failed = impl.Run(
      [&](auto done) { socket.async_handshake(response, "localhost", options.target, done); });
  impl.handshake = {static_cast<int>(response.result_int()), response.body(), Lowered(response)};
  impl.connected = !failed;
}

TestClient::~TestClient() = default;

bool TestClient::connected() const { return impl_->connected; }
const TestHttpReply& TestClient::handshake() const { return impl_->handshake; }

void TestClient::Send(std::string_view text, bool binary) {
  impl_->socket->binary(binary);
  impl_->Run(
      [&](auto done) { impl_->socket->async_write(asio::buffer(text.data(), text.size()), done); });
}

nlohmann::json TestClient::Read() {
  beast::flat_buffer buffer;
  const error_code failed =
      impl_->Run([&](auto done) { impl_->socket->async_read(buffer, done); });
  if (failed) {
    if (failed == websocket::error::closed) {
      impl_->close_code = impl_->socket->reason().code;
    }
    impl_->connected = false;
    return nullptr;
  }
  const auto data = buffer.cdata();
  const auto* begin = static_cast<const char*>(data.data());
  return nlohmann::json::parse(begin, begin + data.size(), nullptr, false);
}

nlohmann::json TestClient::ReadUntil(std::string_view type) {
  while (true) {
    nlohmann::json event = Read();
    if (event.is_null() || event.value("type", "") == type) return event;
  }
}

int TestClient::ReadToClose() {
  while (!Read().is_null()) {
  }
  return impl_->close_code;
}

void TestClient::Close() {
  impl_->Run([&](auto done) { impl_->socket->async_close(websocket::close_code::normal, done); });
}

void TestClient::Drop() {
  error_code ignored;
  impl_->socket->next_layer().socket().close(ignored);
}

}  // namespace vivavoce::realtime
