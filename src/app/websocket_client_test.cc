#include "app/websocket_client.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "base/base64.h"

namespace vivavoce::app::websocket_client_test {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

std::string AcceptOf(const std::string& request) {
  const std::string field = "Sec-WebSocket-Key: ";
  const size_t begin = request.find(field) + field.size();
  const std::string key = request.substr(begin, request.find("\r\n", begin) - begin);
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
  std::array<uint8_t, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const uint8_t*>(text.data()), text.size(), digest.data());
  return EncodeBase64(digest);
}

// Answers one handshake in two pieces, the second a moment later.
void AnswerInPieces(tcp::acceptor& acceptor, size_t first_bytes) {
  tcp::socket socket = acceptor.accept();
  asio::streambuf buffer;
  const size_t size = asio::read_until(socket, buffer, "\r\n\r\n");
  const std::string request(asio::buffers_begin(buffer.data()),
                            asio::buffers_begin(buffer.data()) + static_cast<ptrdiff_t>(size));
  const std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      AcceptOf(request) + "\r\nSec-WebSocket-Protocol: realtime\r\n\r\n\x81\x02{}";
  socket.set_option(tcp::no_delay(true));
  asio::write(socket, asio::buffer(answer.data(), first_bytes));
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  asio::write(socket, asio::buffer(answer.data() + first_bytes, answer.size() - first_bytes));
  boost::system::error_code ignored;
  char last;
  asio::read(socket, asio::buffer(&last, 1), ignored);  // until the client has gone
}

TEST(WebSocketClientTest, AnAnswerMayComeInPieces) {
  for (const size_t first_bytes : {1u, 50u, 150u}) {
    asio::io_context context;
    tcp::acceptor acceptor(context, {asio::ip::make_address("127.0.0.1"), 0});
    std::thread server([&] { AnswerInPieces(acceptor, first_bytes); });
    auto client = WebSocketClient::Connect(
        "ws://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/", "");
    EXPECT_TRUE(client) << first_bytes << ": " << client.error().ToString();
    if (client) {
      const Result<std::string> text = (*client)->Receive();
      EXPECT_TRUE(text && *text == "{}");
      (*client)->Close();
    }
    server.join();
  }
}

}  // namespace
}  // namespace vivavoce::app::websocket_client_test
