// The parts an answer passes through: exchange, events, routes, pool.
#include "realtime/http_exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "realtime/http_router.h"
#include "realtime/sse_writer.h"
#include "realtime/worker_pool.h"

namespace vivavoce::realtime::http_exchange_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

HttpExchange::Options Options(bool is_http_11 = true) {
  return {
      .chunked = is_http_11, .keep_alive = is_http_11, .headers = {{"X-Added", "1"}}, .wake = [] {
      }};
}

TEST(HttpExchangeTest, AWholeReplyIsOnePieceWithItsLength) {
  HttpExchange exchange(Options());
  EXPECT_FALSE(exchange.Take());
  exchange.Reply({404, "text/plain", "gone"});
  const auto piece = exchange.Take();
  ASSERT_TRUE(piece);
  EXPECT_TRUE(piece->last);
  EXPECT_TRUE(piece->keep_alive);
  EXPECT_THAT(piece->bytes, HasSubstr("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(piece->bytes, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(piece->bytes, HasSubstr("X-Added: 1\r\n"));
  EXPECT_THAT(piece->bytes, EndsWith("\r\n\r\ngone"));
  EXPECT_FALSE(exchange.Take());
}

TEST(HttpExchangeTest, AStreamIsChunkedAndEndsWithAnEmptyChunk) {
  HttpExchange exchange(Options());
  exchange.Begin({200, "audio/wav", "ignored"});
  EXPECT_TRUE(exchange.Write("hello"));
  EXPECT_TRUE(exchange.Write(""));
  auto piece = exchange.Take();
  ASSERT_TRUE(piece);
  EXPECT_FALSE(piece->last);
  EXPECT_THAT(piece->bytes, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(piece->bytes, EndsWith("\r\n\r\n5\r\nhello\r\n"));
  exchange.End();
  piece = exchange.Take();
  EXPECT_EQ(piece->bytes, "0\r\n\r\n");
  EXPECT_TRUE(piece->last);
  EXPECT_TRUE(piece->keep_alive);
}

TEST(HttpExchangeTest, WithoutChunksTheEndOfTheConnectionEndsTheStream) {
  HttpExchange exchange(Options(false));
  exchange.Begin({200, "audio/wav", ""});
  exchange.Write("hello");
  exchange.End();
  const auto piece = exchange.Take();
  EXPECT_THAT(piece->bytes, Not(HasSubstr("chunked")));
  EXPECT_THAT(piece->bytes, EndsWith("\r\n\r\nhello"));
  EXPECT_FALSE(piece->keep_alive);
}

TEST(HttpExchangeTest, AHandlerThatReturnsTooEarlyBreaksTheStreamOff) {
  HttpExchange exchange(Options());
  exchange.Begin({200, "audio/wav", ""});
  exchange.Write("hello");
  exchange.HandlerReturned();
  const auto piece = exchange.Take();
  EXPECT_TRUE(piece->last);
  EXPECT_FALSE(piece->keep_alive);
  EXPECT_THAT(piece->bytes, Not(EndsWith("0\r\n\r\n")));
}

TEST(HttpExchangeTest, AWriterWaitsForASlowClientAndGoesOnWhenItReads) {
  HttpExchange exchange(Options());
  exchange.Begin({200, "audio/wav", ""});
  const std::string big(HttpExchange::kMostQueuedBytes + 1, 'x');
  EXPECT_TRUE(exchange.Write(big));
  auto second = std::async(std::launch::async, [&] { return exchange.Write("more"); });
  EXPECT_THAT(exchange.Take()->bytes, Not(HasSubstr("more")));
  EXPECT_TRUE(second.get());
  EXPECT_THAT(exchange.Take()->bytes, HasSubstr("more"));
}

TEST(HttpExchangeTest, AWriterLearnsThatTheClientIsGone) {
  HttpExchange exchange(Options());
  exchange.Begin({200, "audio/wav", ""});
  exchange.Write(std::string(HttpExchange::kMostQueuedBytes + 1, 'x'));
  auto waiting = std::async(std::launch::async, [&] { return exchange.Write("more"); });
  exchange.Abandon();
  EXPECT_FALSE(waiting.get());
  EXPECT_TRUE(exchange.cancel().IsCancelled());
}

TEST(SseWriterTest, EventsAreDataLinesAndAnErrorIsOne) {
  HttpExchange exchange(Options(false));
  SseWriter events(exchange);
  EXPECT_TRUE(events.Send({{"a", "line\nbreak"}}));
  events.Fail({500, "c", "m", "p"});
  const std::string sent = exchange.Take()->bytes;
  EXPECT_THAT(sent, HasSubstr("text/event-stream"));
  EXPECT_THAT(sent, HasSubstr("data: {\"a\":\"line\\nbreak\"}\n\n"));
  EXPECT_THAT(sent, HasSubstr("data: {\"error\":{"));
}

TEST(HttpRouterTest, PathsAndMethodsAreTold) {
  HttpRouter router;
  router.Add({.method = "GET", .path = "/v1/models/{id}", .handler = nullptr});
  router.Add({.method = "POST", .path = "/v1/models/{id}", .handler = nullptr});
  const auto found = router.Find("GET", "/v1/models/a b");
  ASSERT_TRUE(std::holds_alternative<HttpRouter::Match>(found));
  EXPECT_EQ(std::get<HttpRouter::Match>(found).names.at("id"), "a b");
  const auto wrong = std::get<HttpReply>(router.Find("PUT", "/v1/models/x"));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.front(), (std::pair<std::string, std::string>("Allow", "GET, POST")));
  for (const char* path : {"/v1/models", "/v1/models/", "/v1/models/a/b", "", "/"}) {
    EXPECT_EQ(std::get<HttpReply>(router.Find("GET", path)).status, 404) << path;
  }
}

TEST(WorkerPoolTest, WhatDoesNotFitIsRefusedAtOnce) {
  std::promise<void> begun, go_on;
  {
    WorkerPool pool(1, 1);
    auto may_end = go_on.get_future().share();
    ASSERT_TRUE(pool.TryPost([&, may_end] {
      begun.set_value();
      may_end.wait();
    }));
    begun.get_future().wait();
    EXPECT_TRUE(pool.TryPost([] {}));
    EXPECT_FALSE(pool.TryPost([] {}));
    go_on.set_value();
  }
}

TEST(HttpMessageTest, ErrorsHaveOpenAisFields) {
  const auto json = nlohmann::json::parse(ErrorJson({429, "rate_limit_exceeded", "slow", "", 3}));
  EXPECT_EQ(json["error"]["type"], "rate_limit_error");
  EXPECT_EQ(json["error"]["code"], "rate_limit_exceeded");
  EXPECT_TRUE(json["error"]["param"].is_null());
  EXPECT_EQ(ToReply({429, "c", "m", "", 3}).headers.front().second, "3");
  EXPECT_EQ(ServiceError(Error::NotFound("m", "voice")).status, 404);
  EXPECT_EQ(ServiceError(Error::Unavailable("m")).retry_after_s, 1);
}

}  // namespace
}  // namespace vivavoce::realtime::http_exchange_test
