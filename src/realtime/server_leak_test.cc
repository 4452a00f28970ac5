// Clients that come and go in every way there is: nothing of them may stay.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "realtime/server.h"
#include "realtime/testing/fake_conversation.h"
#include "realtime/testing/test_client.h"

namespace vivavoce::realtime::server_leak_test {
namespace {

// The key of RFC 6455, section 1.3.
constexpr std::string_view kUpgrade =
    "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n\r\n";

// A final frame of a client, short and with a mask of zeros.
std::string Frame(char opcode, std::string_view payload) {
  std::string frame{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size())};
  return frame.append(4, '\0').append(payload);
}

class SessionGauge final : public MetricsSink {
 public:
  void Count(std::string_view, double) override {}
  void Set(std::string_view name, double value) override {
    if (name == "realtime_sessions") sessions = value;
  }
  void Observe(std::string_view, double) override {}
  std::atomic<double> sessions = -1;
};

class ServerLeakTest : public ::testing::Test {
 protected:
  void Start(ServerConfig config) {
    config.port = 0;
    ServerHooks hooks;
    hooks.create_conversation = stage_.Factory();
    hooks.metrics = &gauge_;
    auto server = Server::Start(config, WireOptions::Default(), hooks);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
  }
  static void ReadTo(TestStream& stream, std::string_view what) {
    std::string got;
    while (got.find(what) == std::string::npos) {
      const std::string more = stream.ReadSome(1);
      ASSERT_FALSE(more.empty()) << got;
      got += more;
    }
  }
  // In the way that `number` says.
  void ComeAndGo(int number) {
    if (number % 5 == 0) {
      TestStream(server_->port(), kUpgrade.substr(0, 60)).Drop();
      return;
    }
    TestStream stream(server_->port(), kUpgrade);
    if (number % 5 == 1) return stream.Drop();
    ReadTo(stream, "session.created");
    if (number % 5 == 2) return stream.Drop();
    if (number % 5 == 3) {
      stream.Write(Frame(1, R"({"type":"response.create"})"));
      stream.Write(Frame(1, R"({"type":"input_audio_buffer.append","audio":"AAAA"})").substr(0, 20));
      return stream.Drop();  // with a reply under way and half a frame sent
    }
    stream.Write(Frame(8, "\x03\xe8"));
    while (!stream.ReadSome(1).empty()) {
    }
  }
  void WaitUntilNothingIsLeft() {
    while (server_->SessionCount() > 0 || stage_.alive > 0 || gauge_.sessions > 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  FakeStage stage_;
  SessionGauge gauge_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerLeakTest, TenThousandClientsComeAndGoWithoutATrace) {
  ServerConfig config;
  config.max_sessions = 1000;
  Start(config);
  std::vector<std::thread> clients;
  for (int thread = 0; thread < 4; ++thread) {
    clients.emplace_back([this, thread] {
      for (int i = 0; i < 2500; ++i) ComeAndGo(4 * i + thread);
    });
  }
  for (std::thread& client : clients) client.join();
  WaitUntilNothingIsLeft();
  EXPECT_GE(stage_.made, 6000);  // three ways of five wait for their session
  EXPECT_EQ(gauge_.sessions, 0);
}

// It is there as far as TCP knows, and never answers a ping.
TEST_F(ServerLeakTest, AClientThatIsGoneWithoutAWordIsMissed) {
  ServerConfig config;
  config.idle_timeout_seconds = 2;
  Start(config);
  TestStream stream(server_->port(), kUpgrade);
  ReadTo(stream, "session.created");
  WaitUntilNothingIsLeft();
  EXPECT_EQ(stage_.made, 1);
}

}  // namespace
}  // namespace vivavoce::realtime::server_leak_test
