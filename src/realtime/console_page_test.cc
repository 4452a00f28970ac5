#include "realtime/console_page.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "web/assets.h"

namespace vivavoce::realtime::console_page_test {
namespace {

std::string HeaderOf(const HttpReply& reply, std::string_view name) {
  const auto found =
      std::ranges::find(reply.headers, name, &std::pair<std::string, std::string>::first);
  return found == reply.headers.end() ? std::string() : found->second;
}

Handshake Ask(std::string path) {
  Handshake request = ParseTarget(path);
  request.headers["host"] = "box.local:8765";
  return request;
}

TEST(ConsoleContentPolicyTest, OnlyTheSameHostAndNothingInline) {
  const std::string policy = ConsoleContentPolicy("box.local:8765");
  EXPECT_NE(policy.find("connect-src 'self' ws://box.local:8765 wss://box.local:8765;"),
            std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(policy.find('*'), std::string::npos);
}

TEST(ConsoleContentPolicyTest, AHostThatIsNoneIsNotWrittenDown) {
  for (const char* host : {"", "a; script-src *", "a b", "a\r\nX: y", "evil.org/"}) {
    const std::string policy = ConsoleContentPolicy(host);
    EXPECT_NE(policy.find("connect-src 'self';"), std::string::npos) << host;
  }
}

TEST(ConsolePageTest, OtherPathsAreNotItsBusiness) {
  EXPECT_FALSE(ConsolePage("GET", Ask("/v1/models")));
  EXPECT_FALSE(ConsolePage("POST", Ask("/v1/chat/completions")));
}

class ServedConsoleTest : public testing::Test {
 protected:
  void SetUp() override {
    if (web::Assets().empty()) GTEST_SKIP() << "built without web/dist";
  }
};

TEST_F(ServedConsoleTest, ThePageIsServedWithItsPolicyAndAskedForAgain) {
  const auto reply = ConsolePage("GET", Ask("/?x=1"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->content_type, "text/html; charset=utf-8");
  EXPECT_NE(reply->body.find("<!doctype html>"), std::string::npos);
  EXPECT_EQ(HeaderOf(*reply, "Content-Security-Policy"), ConsoleContentPolicy("box.local:8765"));
  EXPECT_EQ(HeaderOf(*reply, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(HeaderOf(*reply, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(HeaderOf(*reply, "Cache-Control"), "no-cache");
  EXPECT_EQ(HeaderOf(*reply, "Content-Encoding"), "");
}

TEST_F(ServedConsoleTest, GzipIsForThoseWhoTakeIt) {
  Handshake request = Ask("/");
  request.headers["accept-encoding"] = "gzip, br";
  const auto reply = ConsolePage("GET", request);
  ASSERT_TRUE(reply);
  EXPECT_EQ(HeaderOf(*reply, "Content-Encoding"), "gzip");
  EXPECT_EQ(reply->body, web::FindAsset("/")->gzip_body);
}

TEST_F(ServedConsoleTest, HashedFilesAreKeptForGood) {
  const auto hashed = std::ranges::find_if(
      web::Assets(), [](const web::Asset& asset) { return web::IsImmutable(asset.path); });
  ASSERT_NE(hashed, web::Assets().end());
  const auto reply = ConsolePage("GET", Ask(std::string(hashed->path)));
  ASSERT_TRUE(reply);
  EXPECT_NE(HeaderOf(*reply, "Cache-Control").find("immutable"), std::string::npos);
}

TEST_F(ServedConsoleTest, WhatTheBrowserHasIsNotSentAgain) {
  Handshake request = Ask("/");
  request.headers["if-none-match"] = std::string(web::FindAsset("/")->etag);
  const auto reply = ConsolePage("GET", request);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 304);
  EXPECT_TRUE(reply->body.empty());
}

TEST_F(ServedConsoleTest, OtherMethodsAreRefused) {
  EXPECT_EQ(ConsolePage("POST", Ask("/"))->status, 405);
}

}  // namespace
}  // namespace vivavoce::realtime::console_page_test
