// A WebSocket client that writes every bit of a frame itself, to see what a server makes of frames
// that no library would send. RFC 6455.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "realtime/testing/test_client.h"

namespace vivavoce::realtime {

struct RawFrame {
  bool fin = true;
  uint8_t rsv = 0;     // three bits
  uint8_t opcode = 1;  // 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong
  std::string payload;
  bool masked = true;

  std::string Bytes() const;
  // Of a close frame; 0: it has none.
  int CloseCode() const;
};

class RawWebSocket {
 public:
  explicit RawWebSocket(int port, std::string_view more_headers = "");

  const std::string& handshake() const { return handshake_; }  // head of the server's answer
  void Send(const RawFrame& frame) { stream_.Write(frame.Bytes()); }
  void SendBytes(std::string_view bytes) { stream_.Write(bytes); }
  // The next frame; nothing when the server closed the connection or was silent for 10 s.
  std::optional<RawFrame> Read();
  // Skips frames of other kinds.
  std::optional<RawFrame> ReadOpcode(uint8_t opcode);
  // Reads to the end of the connection: the code of the close frame on the way; 0: a close frame
  // without code; -1: none came.
  int ReadToClose();

 private:
  bool Fill(size_t bytes);
  TestStream stream_;
  std::string handshake_;
  std::string arrived_;
};

}  // namespace vivavoce::realtime
