#include "realtime/testing/raw_websocket.h"

namespace vivavoce::realtime {
namespace {

constexpr std::string_view kMask("\x5a\x01\xfe\x33", 4);

std::string Request(std::string_view more_headers) {
  return "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
         "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
         std::string(more_headers) + "\r\n";
}

void AppendBigEndian(std::string& bytes, uint64_t value, int count) {
  while (count-- > 0) bytes += static_cast<char>(value >> (8 * count));
}

uint64_t BigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

}  // namespace

std::string RawFrame::Bytes() const {
  std::string bytes;
  bytes += static_cast<char>((fin ? 0x80 : 0) | rsv << 4 | opcode);
  const int mask_bit = masked ? 0x80 : 0;
  if (payload.size() < 126) {
    bytes += static_cast<char>(mask_bit | static_cast<int>(payload.size()));
  } else {
    const bool is_short = payload.size() <= 0xffff;
    bytes += static_cast<char>(mask_bit | (is_short ? 126 : 127));
    AppendBigEndian(bytes, payload.size(), is_short ? 2 : 8);
  }
  if (!masked) return bytes + payload;
  bytes += kMask;
  for (size_t i = 0; i < payload.size(); ++i) {
    bytes += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  return bytes;
}

int RawFrame::CloseCode() const {
  return payload.size() < 2 ? 0 : static_cast<int>(BigEndian(payload.substr(0, 2)));
}

RawWebSocket::RawWebSocket(int port, std::string_view more_headers)
    : stream_(port, Request(more_headers)) {
  size_t end;
  while ((end = arrived_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill(arrived_.size() + 1)) return;
  }
  handshake_ = arrived_.substr(0, end + 4);
  arrived_.erase(0, end + 4);
}

bool RawWebSocket::Fill(size_t bytes) {
  if (arrived_.size() < bytes) arrived_ += stream_.ReadSome(bytes - arrived_.size());
  return arrived_.size() >= bytes;
}

std::optional<RawFrame> RawWebSocket::Read() {
  if (!Fill(2)) return std::nullopt;
  const auto first = static_cast<uint8_t>(arrived_[0]);
  const auto second = static_cast<uint8_t>(arrived_[1]);
  size_t head = 2;
  uint64_t size = second & 0x7f;
  if (size >= 126) {
    head += size == 126 ? 2 : 8;
    if (!Fill(head)) return std::nullopt;
    size = BigEndian(std::string_view(arrived_).substr(2, head - 2));
  }
  if (!Fill(head + size)) return std::nullopt;
  RawFrame frame{.fin = (first & 0x80) != 0,
                 .rsv = static_cast<uint8_t>(first >> 4 & 7),
                 .opcode = static_cast<uint8_t>(first & 15),
                 .payload = arrived_.substr(head, size),
                 .masked = (second & 0x80) != 0};
  arrived_.erase(0, head + size);
  return frame;
}

std::optional<RawFrame> RawWebSocket::ReadOpcode(uint8_t opcode) {
  while (auto frame = Read()) {
    if (frame->opcode == opcode) return frame;
  }
  return std::nullopt;
}

int RawWebSocket::ReadToClose() {
  int code = -1;
  while (const auto frame = Read()) {
    if (frame->opcode == 8) code = frame->CloseCode();
  }
  return code;
}

}  // namespace vivavoce::realtime
