#include "realtime/http_routes.h"

#include <gtest/gtest.h>

namespace vivavoce::realtime::http_routes_test {
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

TEST(RouteRealtimeTest, AllRealtimePathsBecomeWebSockets) {
  for (const char* path : {"/v1/realtime", "/step_plan/v1/realtime", "/openai/v1/realtime",
                           "/openai/realtime?api-version=2025-04-01-preview"}) {
    const Handshake request = ParseTarget(path);
    EXPECT_TRUE(IsRealtimePath(request.path));
    EXPECT_TRUE(std::holds_alternative<AcceptWebSocket>(RouteRealtime(request, true))) << path;
    EXPECT_EQ(std::get<HttpReply>(RouteRealtime(request, false)).status, 426);
  }
  EXPECT_FALSE(IsRealtimePath("/v1/realtime/sessions"));
}

TEST(RouteRealtimeTest, AnUnknownDialectIsRefusedWithTheKnown) {
  const auto route = RouteRealtime(ParseTarget("/v1/realtime?dialect=x"), true);
  EXPECT_EQ(std::get<HttpReply>(route).status, 400);
  EXPECT_NE(std::get<HttpReply>(route).body.find("stepfun"), std::string::npos);
}

}  // namespace
}  // namespace vivavoce::realtime::http_routes_test
