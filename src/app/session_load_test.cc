#include "app/session_load.h"

#include <gtest/gtest.h>

#include <memory>

#include "realtime/server.h"
#include "realtime/testing/fake_conversation.h"

namespace vivavoce::app::session_load_test {
namespace {

class SessionLoadTest : public ::testing::Test {
 protected:
  void Start(int max_sessions) {
    realtime::ServerConfig config;
    config.port = 0;
    config.max_sessions = max_sessions;
    realtime::ServerHooks hooks;
    hooks.create_conversation = stage_.Factory();
    auto server = realtime::Server::Start(config, realtime::WireOptions::Default(), hooks);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
  }
  SessionLoadReport Load(int sessions) {
    const auto report = RunSessionLoad(
        {.url = "ws://127.0.0.1:" + std::to_string(server_->port()) + "/v1/realtime",
         .api_key = {},
         .sessions = sessions,
         .seconds = 2});
    EXPECT_TRUE(report);
    return report.value_or(SessionLoadReport());
  }

  realtime::FakeStage stage_;
  std::unique_ptr<realtime::Server> server_;
};

TEST_F(SessionLoadTest, WhatIsSentIsHeardAndAcknowledged) {
  Start(4);
  const SessionLoadReport report = Load(4);
  EXPECT_EQ(report.opened, 4);
  EXPECT_EQ(report.broken, 0);
  EXPECT_FALSE(report.turnaround_us.empty());
  server_->Stop(std::chrono::seconds(2));
  EXPECT_EQ(stage_.samples, report.audio_ms * 24);  // said goodbye behind the last of it
}

TEST_F(SessionLoadTest, WhoIsRefusedIsCounted) {
  Start(2);
  const SessionLoadReport report = Load(5);
  EXPECT_EQ(report.opened, 2);
  EXPECT_EQ(report.broken, 3);
}

TEST_F(SessionLoadTest, AnAddressThatIsNoneIsRefused) {
  EXPECT_EQ(RunSessionLoad({.url = "http://x", .api_key = {}}).error().field, "--url");
}

}  // namespace
}  // namespace vivavoce::app::session_load_test
