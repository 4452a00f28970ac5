#include "app/load_connection.h"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <array>
#include <optional>
#include <utility>

namespace vivavoce::app {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

// RFC 6455: opcodes and bits of section 5.2, the handshake's example of section 1.3.
constexpr uint8_t kText = 1, kClose = 8, kPing = 9, kPong = 10;
constexpr uint8_t kFinal = 0x80, kMasked = 0x80;
constexpr std::array<char, 4> kMask = {0x12, 0x34, 0x56, 0x78};
constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
constexpr size_t kMostResponseBytes = 16 << 10;
constexpr size_t kReadBytes = 16 << 10;

std::shared_ptr<const std::string> MakeFrame(uint8_t opcode, std::string_view payload) {
  std::string frame;
  frame += static_cast<char>(kFinal | opcode);
  if (payload.size() < 126) {
    frame += static_cast<char>(kMasked | payload.size());
  } else {
    frame += static_cast<char>(kMasked | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  }
  frame.append(kMask.data(), kMask.size());
  for (size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return std::make_shared<const std::string>(std::move(frame));
}

// A number of `bytes` bytes, the highest first.
uint64_t BigEndian(std::string_view text, size_t at, size_t bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < bytes; ++i) number = number << 8 | static_cast<uint8_t>(text[at + i]);
  return number;
}

struct FrameShape {
  size_t header = 2;
  size_t payload = 0;
};

// Of the frame at the front of `bytes`, as servers send them; nullopt: more bytes are needed.
std::optional<FrameShape> ShapeOf(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto length = static_cast<uint8_t>(bytes[1]);
  FrameShape shape{2, length};
  const size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (extra > 0) {
    if (bytes.size() < 2 + extra) return std::nullopt;
    shape = {2 + extra, BigEndian(bytes, 2, extra)};
  }
  if (bytes.size() - shape.header < shape.payload) return std::nullopt;
  return shape;
}

}  // namespace

std::shared_ptr<const std::string> MakeTextFrame(std::string_view text) {
  return MakeFrame(kText, text);
}

void LoadConnection::Open(const Endpoints& endpoints, const WebSocketAddress& address,
                          const std::string& api_key) {
  request_ = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}:{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\n",
      address.target, address.host, address.port, kKey);
  if (!api_key.empty()) request_ += fmt::format("Authorization: Bearer {}\r\n", api_key);
  request_ += "\r\n";
  asio::async_connect(socket_, endpoints,
                      [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
                        if (failed) return self->Over();
                        self->Shake();
                      });
}

void LoadConnection::Shake() {
  socket_.set_option(tcp::no_delay(true));
  asio::async_write(socket_, asio::buffer(request_),
                    [self = shared_from_this()](error_code failed, size_t) {
                      if (failed) self->Over();
                    });
  asio::async_read_until(socket_, asio::dynamic_buffer(received_, kMostResponseBytes), "\r\n\r\n",
                         [self = shared_from_this()](error_code failed, size_t size) {
                           if (failed) return self->Over();
                           self->OnResponse(size);
                         });
}

void LoadConnection::OnResponse(size_t size) {
  const std::string_view head = std::string_view(received_).substr(0, size);
  if (!head.starts_with("HTTP/1.1 101 ") || head.find(kAccept) == std::string_view::npos) {
    return Over();
  }
  received_.erase(0, size);
  error_code failed;
  socket_.non_blocking(true, failed);
  if (failed) return Over();
  OnBytes();
}

void LoadConnection::Read() {
  const size_t known = received_.size();
  received_.resize(known + kReadBytes);
  socket_.async_read_some(
      asio::buffer(received_.data() + known, kReadBytes),
      [self = shared_from_this(), known](error_code failed, size_t size) {
        self->received_.resize(known + size);
        if (failed) return self->Over();
        self->OnBytes();
      });
}

void LoadConnection::OnBytes() {
  std::string_view rest = received_;
  while (const auto shape = ShapeOf(rest)) {
    OnFrame(static_cast<uint8_t>(rest[0]) & 0x0f, rest.substr(shape->header, shape->payload));
    if (over_) return;
    rest.remove_prefix(shape->header + shape->payload);
  }
  received_.erase(0, received_.size() - rest.size());
  Read();
}

void LoadConnection::OnFrame(uint8_t opcode, std::string_view payload) {
  if (opcode == kText) return callbacks_.on_text(payload);
  if (opcode == kPing) return Send(MakeFrame(kPong, payload));
  if (opcode == kClose) Over();
}

void LoadConnection::Send(std::shared_ptr<const std::string> frame) {
  if (over_) return;
  queue_.push_back(std::move(frame));
  if (!waiting_) Write();
}

void LoadConnection::Write() {
  while (!queue_.empty()) {
    const std::string& frame = *queue_.front();
    error_code failed;
    sent_ += socket_.write_some(asio::buffer(frame.data() + sent_, frame.size() - sent_), failed);
    if (failed == asio::error::would_block) {
      waiting_ = true;
      return socket_.async_wait(tcp::socket::wait_write,
                                [self = shared_from_this()](error_code broken) {
                                  self->waiting_ = false;
                                  if (!broken) self->Write();
                                });
    }
    if (failed) return;  // reading tells
    if (sent_ < frame.size()) continue;
    sent_ = 0;
    queue_.pop_front();
  }
}

void LoadConnection::Close() {
  static const auto kGoodbye = MakeFrame(kClose, "\x03\xe8");  // 1000
  Send(kGoodbye);
}

void LoadConnection::Over() {
  if (std::exchange(over_, true)) return;
  error_code ignored;
  socket_.close(ignored);
  std::exchange(callbacks_, {}).on_over();
}

}  // namespace vivavoce::app
