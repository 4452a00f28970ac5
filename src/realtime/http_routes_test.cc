#include "realtime/http_routes.h"

#include <gtest/gtest.h>

#include "realtime/testing/fake_conversation.h"

namespace vivavoce::realtime {
namespace {

TEST(ParseTargetTest, PathAndQueryAreDecoded) {
  const Handshake h = ParseTarget("/v1/realtime?model=a%20b+c&empty=&flag&x=%zz");
  EXPECT_EQ(h.path, "/v1/realtime");
  EXPECT_EQ(h.Query("model"), "a b c");
  EXPECT_EQ(h.Query("empty"), "");
  EXPECT_TRUE(h.query.contains("flag"));
  EXPECT_EQ(h.Query("x"), "%zz");
  EXPECT_EQ(ParseTarget("").path, "");
  EXPECT_TRUE(ParseTarget("/a?&&").query.empty());
}

TEST(ClientKeyTest, AllThreeWaysAreRead) {
  Handshake h;
  EXPECT_EQ(ClientKey(h), "");
  h.subprotocols = {"realtime", "openai-insecure-api-key.p"};
  EXPECT_EQ(ClientKey(h), "p");
  h.headers["api-key"] = "a";
  EXPECT_EQ(ClientKey(h), "a");
  h.headers["authorization"] = "bearer b";
  EXPECT_EQ(ClientKey(h), "b");
}

TEST(IsKnownKeyTest, OnlyAnEqualKeyIsKnown) {
  EXPECT_TRUE(IsKnownKey("b", {"a", "b"}));
  EXPECT_FALSE(IsKnownKey("", {"a"}));
  EXPECT_FALSE(IsKnownKey("aa", {"a"}));
  EXPECT_FALSE(IsKnownKey("a", {}));
}

TEST(RouteRequestTest, HealthNeedsNoKeyAndMetricsDo) {
  ServerConfig config;
  config.api_keys = {"k"};
  const auto status = [&](const char* path) {
    return std::get<HttpReply>(
               RouteRequest("GET", ParseTarget(path), false, config, WireOptions::Default(), {}, 0))
        .status;
  };
  EXPECT_EQ(status("/healthz"), 200);
  EXPECT_EQ(status("/metrics"), 401);
  EXPECT_EQ(status("/v1/models"), 401);
}

TEST(RouteRequestTest, AllRealtimePathsBecomeWebSockets) {
  for (const char* path : {"/v1/realtime", "/step_plan/v1/realtime", "/openai/v1/realtime",
                           "/openai/realtime?api-version=2025-04-01-preview"}) {
    const Route route =
        RouteRequest("GET", ParseTarget(path), true, {}, WireOptions::Default(), {}, 0);
    EXPECT_TRUE(std::holds_alternative<AcceptWebSocket>(route)) << path;
  }
}

TEST(RouteRequestTest, AnUnknownDialectIsRefusedWithTheKnown) {
  const Route route = RouteRequest("GET", ParseTarget("/v1/realtime?dialect=x"), true, {},
                                   WireOptions::Default(), {}, 0);
  EXPECT_EQ(std::get<HttpReply>(route).status, 400);
  EXPECT_NE(std::get<HttpReply>(route).body.find("stepfun"), std::string::npos);
}

}  // namespace
}  // namespace vivavoce::realtime
