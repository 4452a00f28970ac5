// The WebSocket layer against RFC 6455, frame by frame, in the order of the Autobahn test suite's
// sections (which itself asks for Python 2): the same questions, asked of a server that answers
// events instead of echoing them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "realtime/server.h"
#include "realtime/testing/fake_conversation.h"
#include "realtime/testing/raw_websocket.h"

namespace vivavoce::realtime::websocket_framing_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

constexpr uint8_t kContinuation = 0;
constexpr uint8_t kText = 1;
constexpr uint8_t kBinary = 2;
constexpr uint8_t kClose = 8;
constexpr uint8_t kPing = 9;
constexpr uint8_t kPong = 10;
constexpr int kProtocolError = 1002;
constexpr int kBadPayload = 1007;

class WebSocketFramingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ServerConfig config;
    config.port = 0;
    ServerHooks hooks;
    hooks.create_conversation = stage_.Factory();
    auto server = Server::Start(config, WireOptions::Default(), hooks);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
  }

  // Open, with session.created read.
  RawWebSocket Connect(std::string_view more_headers = "") {
    RawWebSocket socket(server_->port(), more_headers);
    EXPECT_THAT(socket.handshake(), HasSubstr("101 Switching Protocols"));
    EXPECT_EQ(NextEvent(socket)["type"], "session.created");
    return socket;
  }
  static Json NextEvent(RawWebSocket& socket) {
    const auto frame = socket.ReadOpcode(kText);
    return frame ? Json::parse(frame->payload, nullptr, false) : Json();
  }
  // Set as `text`'s size asks; the server tells it back.
  static std::string Instruct(const std::string& text) {
    return Json{{"type", "session.update"},
                {"session", {{"type", "realtime"}, {"instructions", text}}}}
        .dump();
  }
  static void ExpectAlive(RawWebSocket& socket) {
    socket.Send({.payload = Instruct("still here")});
    EXPECT_EQ(NextEvent(socket)["session"]["instructions"], "still here");
  }
  // What the server closes with after these frames.
  int CodeAfter(const std::vector<RawFrame>& frames) {
    RawWebSocket socket = Connect();
    for (const RawFrame& frame : frames) socket.Send(frame);
    return socket.ReadToClose();
  }
  static std::string CloseText(int code, std::string_view reason = "") {
    std::string body{static_cast<char>(code >> 8), static_cast<char>(code)};
    return body.append(reason);
  }

  FakeStage stage_;
  std::unique_ptr<Server> server_;
};

// 1  Framing

TEST_F(WebSocketFramingTest, MessagesOfEveryLengthFieldArriveWhole) {
  const size_t around = Instruct("").size();
  RawWebSocket socket = Connect();
  for (const size_t size : {125u, 126u, 127u, 128u, 65535u, 65536u, 65537u}) {
    const std::string text(size - around, 'x');
    socket.Send({.payload = Instruct(text)});
    EXPECT_EQ(NextEvent(socket)["session"]["instructions"], text) << size;
  }
}

TEST_F(WebSocketFramingTest, AMessageMayArriveByteByByte) {
  RawWebSocket socket = Connect();
  for (const char byte : RawFrame{.payload = Instruct("slow")}.Bytes()) {
    socket.SendBytes({&byte, 1});
  }
  EXPECT_EQ(NextEvent(socket)["session"]["instructions"], "slow");
}

TEST_F(WebSocketFramingTest, AnEmptyTextOrABinaryIsAnEventThatIsNone) {
  RawWebSocket socket = Connect();
  for (const RawFrame& frame :
       {RawFrame{.payload = ""}, RawFrame{.opcode = kBinary, .payload = ""},
        RawFrame{.opcode = kBinary, .payload = std::string(65536, '\xfe')}}) {
    socket.Send(frame);
    EXPECT_EQ(NextEvent(socket)["type"], "error");
  }
  ExpectAlive(socket);
}

TEST_F(WebSocketFramingTest, AClientMustMask) {
  EXPECT_EQ(CodeAfter({{.payload = Instruct("bare"), .masked = false}}), kProtocolError);
}

// 2  Pings and pongs

TEST_F(WebSocketFramingTest, APingIsAnsweredWithItsPayload) {
  RawWebSocket socket = Connect();
  for (const std::string& payload :
       {std::string(), std::string("hello"), std::string("\x00\xff\xfe\xfd", 4),
        std::string(125, '\xfe')}) {
    socket.Send({.opcode = kPing, .payload = payload});
    const auto pong = socket.ReadOpcode(kPong);
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->payload, payload);
    EXPECT_FALSE(pong->masked);
  }
  ExpectAlive(socket);
}

TEST_F(WebSocketFramingTest, ManyPingsAtOnceAreAnsweredInOrder) {
  RawWebSocket socket = Connect();
  std::string pings;
  for (int i = 0; i < 10; ++i) {
    pings += RawFrame{.opcode = kPing, .payload = std::to_string(i)}.Bytes();
  }
  socket.SendBytes(pings);
  // RFC 6455 5.5.3 lets an endpoint answer only the newest of several.
  std::string last;
  while (last != "9") {
    const auto pong = socket.ReadOpcode(kPong);
    ASSERT_TRUE(pong);
    ASSERT_TRUE(last.empty() || pong->payload > last) << pong->payload << " after " << last;
    last = pong->payload;
  }
}

TEST_F(WebSocketFramingTest, AnUnaskedPongIsIgnored) {
  RawWebSocket socket = Connect();
  socket.Send({.opcode = kPong, .payload = "nobody asked"});
  socket.Send({.opcode = kPing, .payload = "asked"});
  EXPECT_EQ(socket.ReadOpcode(kPong).value_or(RawFrame{}).payload, "asked");
}

TEST_F(WebSocketFramingTest, AControlFrameHoldsAtMost125Bytes) {
  EXPECT_EQ(CodeAfter({{.opcode = kPing, .payload = std::string(126, 'x')}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.opcode = kPong, .payload = std::string(126, 'x')}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.opcode = kClose, .payload = CloseText(1000, std::string(124, 'x'))}}),
            kProtocolError);
}

// 3, 4  Reserved bits and opcodes

TEST_F(WebSocketFramingTest, ReservedBitsAreRefused) {
  for (uint8_t rsv = 1; rsv < 8; ++rsv) {
    EXPECT_EQ(CodeAfter({{.rsv = rsv, .payload = Instruct("")}}), kProtocolError) << int{rsv};
  }
  EXPECT_EQ(CodeAfter({{.rsv = 4, .opcode = kPing}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.rsv = 1, .opcode = kClose}}), kProtocolError);
}

TEST_F(WebSocketFramingTest, ReservedOpcodesAreRefused) {
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    const auto code = static_cast<uint8_t>(opcode);
    EXPECT_EQ(CodeAfter({{.opcode = code}}), kProtocolError) << opcode;
    EXPECT_EQ(CodeAfter({{.opcode = code, .payload = "something"}}), kProtocolError) << opcode;
  }
}

// 5  Fragments

TEST_F(WebSocketFramingTest, AMessageMayComeInPieces) {
  const std::string text = Instruct("in pieces");
  for (const size_t piece : {size_t{1}, size_t{7}, text.size() - 1, text.size()}) {
    RawWebSocket socket = Connect();
    for (size_t at = 0; at < text.size(); at += piece) {
      socket.Send({.fin = false,
                   .opcode = at == 0 ? kText : kContinuation,
                   .payload = text.substr(at, piece)});
    }
    socket.Send({.fin = true, .opcode = kContinuation});
    EXPECT_EQ(NextEvent(socket)["session"]["instructions"], "in pieces") << piece;
  }
}

TEST_F(WebSocketFramingTest, APingBetweenPiecesIsAnsweredBeforeTheMessageEnds) {
  RawWebSocket socket = Connect();
  const std::string text = Instruct("interrupted");
  socket.Send({.fin = false, .payload = text.substr(0, 9)});
  socket.Send({.opcode = kPing, .payload = "now?"});
  EXPECT_EQ(socket.ReadOpcode(kPong).value_or(RawFrame{}).payload, "now?");
  socket.Send({.opcode = kContinuation, .payload = text.substr(9)});
  EXPECT_EQ(NextEvent(socket)["session"]["instructions"], "interrupted");
}

TEST_F(WebSocketFramingTest, ControlFramesAreNotCutInPieces) {
  EXPECT_EQ(CodeAfter({{.fin = false, .opcode = kPing, .payload = "a"}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.fin = false, .opcode = kPong, .payload = "a"}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.fin = false, .opcode = kClose, .payload = CloseText(1000)}}),
            kProtocolError);
}

TEST_F(WebSocketFramingTest, PiecesBelongToOneMessage) {
  EXPECT_EQ(CodeAfter({{.opcode = kContinuation, .payload = "of nothing"}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.fin = false, .opcode = kContinuation, .payload = "of nothing"}}),
            kProtocolError);
  EXPECT_EQ(CodeAfter({{.fin = false, .payload = "one"}, {.payload = "two"}}), kProtocolError);
  EXPECT_EQ(CodeAfter({{.fin = false, .payload = "one"}, {.opcode = kBinary, .payload = "two"}}),
            kProtocolError);
}

// 6  UTF-8

TEST_F(WebSocketFramingTest, AnyTextOfUnicodeIsTaken) {
  RawWebSocket socket = Connect();
  for (const std::string& text :
       {std::string("你好，小跃 κόσμε"), std::string("\xed\x9f\xbf"), std::string("\xee\x80\x80"),
        std::string("\xef\xbf\xbd"), std::string("\xef\xbf\xbf"), std::string("\xf0\x9f\xbf\xbf"),
        std::string("\xf4\x8f\xbf\xbf")}) {
    socket.Send({.payload = Instruct(text)});
    EXPECT_EQ(NextEvent(socket)["session"]["instructions"], text);
  }
}

TEST_F(WebSocketFramingTest, ACharacterMayBeCutBetweenPieces) {
  RawWebSocket socket = Connect();
  const std::string text = Instruct("跃");
  const size_t inside = text.find("跃") + 1;
  socket.Send({.fin = false, .payload = text.substr(0, inside)});
  socket.Send({.opcode = kContinuation, .payload = text.substr(inside)});
  EXPECT_EQ(NextEvent(socket)["session"]["instructions"], "跃");
}

TEST_F(WebSocketFramingTest, WhatIsNotUtf8IsRefused) {
  for (const char* wrong :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff",
        "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65\x64"}) {
    EXPECT_EQ(CodeAfter({{.payload = wrong}}), kBadPayload) << testing::PrintToString(wrong);
    EXPECT_EQ(CodeAfter({{.fin = false, .payload = "fine "},
                         {.opcode = kContinuation, .payload = wrong}}),
              kBadPayload)
        << testing::PrintToString(wrong);
  }
  // Cut short: each may go on, but the message ends.
  for (const char* cut : {"\xce", "\xe1\xbd", "\xf0\x9f\xbf"}) {
    EXPECT_EQ(CodeAfter({{.payload = cut}}), kBadPayload) << testing::PrintToString(cut);
  }
}

TEST_F(WebSocketFramingTest, AWrongPieceEndsItBeforeTheMessageIsWhole) {
  EXPECT_EQ(CodeAfter({{.fin = false, .payload = "\xf4\x90"}}), kBadPayload);
}

// 7  Closing

TEST_F(WebSocketFramingTest, AGoodCloseIsAnsweredWithItsCode) {
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000,
                         4999}) {
    EXPECT_EQ(CodeAfter({{.opcode = kClose, .payload = CloseText(code, "bye")}}), code);
  }
  EXPECT_EQ(CodeAfter({{.opcode = kClose, .payload = CloseText(1000, std::string(123, 'x'))}}),
            1000);
}

TEST_F(WebSocketFramingTest, ACloseWithoutCodeIsAnswered) {
  EXPECT_THAT(CodeAfter({{.opcode = kClose}}), testing::AnyOf(0, 1000));
}

TEST_F(WebSocketFramingTest, ABadCloseIsRefused) {
  // Of codes above 4999 the RFC says nothing; Autobahn asks them for information only.
  for (const int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999}) {
    EXPECT_EQ(CodeAfter({{.opcode = kClose, .payload = CloseText(code)}}), kProtocolError) << code;
  }
  EXPECT_EQ(CodeAfter({{.opcode = kClose, .payload = "x"}}), kProtocolError);
  EXPECT_THAT(CodeAfter({{.opcode = kClose, .payload = CloseText(1000, "\xed\xa0\x80")}}),
              testing::AnyOf(kProtocolError, kBadPayload));
}

TEST_F(WebSocketFramingTest, NothingIsAnsweredBehindAClose) {
  RawWebSocket socket = Connect();
  socket.SendBytes(RawFrame{.opcode = kClose, .payload = CloseText(1000)}.Bytes() +
                   RawFrame{.opcode = kPing, .payload = "still?"}.Bytes() +
                   RawFrame{.payload = Instruct("still?")}.Bytes());
  std::vector<int> opcodes;
  while (const auto frame = socket.Read()) opcodes.push_back(frame->opcode);
  EXPECT_EQ(opcodes, std::vector<int>{kClose});
}

// 9  Sizes

TEST_F(WebSocketFramingTest, AMegabyteInSmallPiecesIsOneMessage) {
  RawWebSocket socket = Connect();
  const std::string text = Instruct(std::string(1 << 20, 'x'));
  std::string bytes;
  for (size_t at = 0; at < text.size(); at += 1024) {
    bytes += RawFrame{.fin = at + 1024 >= text.size(),
                      .opcode = at == 0 ? kText : kContinuation,
                      .payload = text.substr(at, 1024)}
                 .Bytes();
  }
  socket.SendBytes(bytes);
  const Json event = NextEvent(socket);
  EXPECT_TRUE(event["type"] == "session.updated" || event["error"]["param"] ==
              "session.instructions")
      << event.dump().substr(0, 300);
  ExpectAlive(socket);
}

// 12, 13  Compression is not offered

TEST_F(WebSocketFramingTest, AnOfferOfCompressionIsLeft) {
  RawWebSocket socket = Connect("Sec-WebSocket-Extensions: permessage-deflate\r\n");
  EXPECT_THAT(socket.handshake(), Not(HasSubstr("permessage-deflate")));
  ExpectAlive(socket);
}

}  // namespace
}  // namespace vivavoce::realtime::websocket_framing_test
