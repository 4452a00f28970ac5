#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "llm/remote_language_model.h"
#include "llm/testing/canned_http_server.h"
#include "llm/testing/listener.h"

namespace vivavoce::llm::remote_language_test {
namespace {

using ::testing::HasSubstr;
using Answer = CannedHttpServer::Answer;

std::string Chunk(const std::string& text) {
  return R"({"choices":[{"index":0,"delta":{"content":")" + text + R"("}}]})";
}
const char kStop[] = R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})";

RemoteModelConfig ConfigFor(int port) {
  RemoteModelConfig config;
  config.base_url = fmt::format("http://127.0.0.1:{}/v1", port);
  config.model = "test-model";
  return config;
}

struct Talk {
  GenerationResult result;
  std::string text;
};

Talk Say(const RemoteModelConfig& config, SamplingParams sampling = {}) {
  auto model = std::move(*RemoteLanguageModel::Create(config));
  auto session = std::move(*model->OpenSession());
  Listener listener;
  GenerateRequest request;
  request.messages = {{ChatRole::kSystem, "Be brief."}, {ChatRole::kUser, "Hi \"you\" 小跃"}};
  request.sampling = std::move(sampling);
  session->Generate(request, listener.Callbacks());
  const GenerationResult result = listener.Wait();
  return {result, listener.text()};
}

Talk SayTo(Answer answer, SamplingParams sampling = {}) {
  CannedHttpServer server([&](const std::string&) { return answer; });
  return Say(ConfigFor(server.port()), std::move(sampling));
}

TEST(RemoteLanguageModel, StreamsTheReplyWhereverItIsCut) {
  const std::string whole = CannedHttpServer::EventStream(
      {Chunk("Hel"), Chunk("lo 小"), Chunk("跃!"), kStop,
       R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5,)"
       R"("prompt_tokens_details":{"cached_tokens":4}}})",
       "[DONE]"});
  for (size_t cut = 0; cut < whole.size(); cut += 7) {
    const Talk talk = SayTo({{whole.substr(0, cut), whole.substr(cut)}});
    ASSERT_EQ(talk.result.reason, FinishReason::kStop) << talk.result.error.ToString();
    EXPECT_EQ(talk.text, "Hello 小跃!");
    EXPECT_EQ(talk.result.prompt_tokens, 9);
    EXPECT_EQ(talk.result.cached_tokens, 4);
    EXPECT_EQ(talk.result.completion_tokens, 5);
  }
}

TEST(RemoteLanguageModel, SendsTheMessagesTheSamplingAndTheKey) {
  setenv("VIVAVOCE_TEST_KEY", "secret", 1);
  CannedHttpServer server([](const std::string&) {
    return Answer{{CannedHttpServer::EventStream({Chunk("ok"), kStop, "[DONE]"})}};
  });
  RemoteModelConfig config = ConfigFor(server.port());
  config.api_key_env = "VIVAVOCE_TEST_KEY";
  Say(config);
  const std::string request = server.requests().at(0);
  EXPECT_THAT(request, ::testing::StartsWith("POST /v1/chat/completions HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Authorization: Bearer secret\r\n"));
  EXPECT_THAT(request, HasSubstr(R"("model":"test-model")"));
  EXPECT_THAT(request, HasSubstr(R"("content":"Hi \"you\" 小跃","role":"user")"));
  EXPECT_THAT(request, HasSubstr(R"("stream":true)"));
  EXPECT_THAT(request, ::testing::Not(HasSubstr("top_k")));
  unsetenv("VIVAVOCE_TEST_KEY");
  EXPECT_EQ(RemoteLanguageModel::Create(config).error().field, "api_key_env");
}

TEST(RemoteLanguageModel, AStopStringEndsTheReplyAndClosesTheConnection) {
  CannedHttpServer server([](const std::string&) {
    return Answer{{CannedHttpServer::EventStream({Chunk("one T"), Chunk("WO three")})}, true};
  });
  const Talk talk = Say(ConfigFor(server.port()), {.stop = {"TWO"}});
  EXPECT_EQ(talk.result.reason, FinishReason::kStop);
  EXPECT_EQ(talk.text, "one ");
  server.WaitForClientClose(1);
}

TEST(RemoteLanguageModel, CancellingClosesTheConnection) {
  CannedHttpServer server([](const std::string&) {
    return Answer{{CannedHttpServer::EventStream({Chunk("word")})}, true};
  });
  auto model = std::move(*RemoteLanguageModel::Create(ConfigFor(server.port())));
  auto session = std::move(*model->OpenSession());
  Listener listener;
  const GenerationId id =
      session->Generate({{{ChatRole::kUser, "Hi"}}, {}, false}, listener.Callbacks());
  listener.WaitForText();
  session->Cancel(id);
  EXPECT_EQ(listener.Wait().reason, FinishReason::kCancelled);
  server.WaitForClientClose(1);
}

TEST(RemoteLanguageModel, ErrorAnswersSayWhatTheEndpointSaid) {
  const char body[] = R"({"error":{"message":"because"}})";
  struct Case {
    int status;
    ErrorCode code;
    const char* words;
  };
  for (const Case& c : {Case{401, ErrorCode::kInvalidArgument, "API key"},
                        Case{404, ErrorCode::kNotFound, "path or model"},
                        Case{400, ErrorCode::kInvalidArgument, "refused the request"},
                        Case{429, ErrorCode::kUnavailable, "retry after 7 s"},
                        Case{500, ErrorCode::kUnavailable, "500"}}) {
    const Talk talk = SayTo({{CannedHttpServer::Json(c.status, body, "Retry-After: 7\r\n")}});
    EXPECT_EQ(talk.result.reason, FinishReason::kError);
    EXPECT_EQ(talk.result.error.code, c.code) << c.status;
    EXPECT_THAT(talk.result.error.message, HasSubstr(c.words));
    EXPECT_THAT(talk.result.error.message, HasSubstr("because"));
  }
}

TEST(RemoteLanguageModel, AnErrorInsideTheStreamEndsTheReply) {
  const Talk talk = SayTo({{CannedHttpServer::EventStream(
      {Chunk("Well"), R"({"error":{"message":"out of memory"}})", Chunk("no")})}});
  EXPECT_EQ(talk.result.reason, FinishReason::kError);
  EXPECT_EQ(talk.text, "Well");
  EXPECT_THAT(talk.result.error.message, HasSubstr("out of memory"));
}

TEST(RemoteLanguageModel, NonsenseAndABrokenStreamAreErrors) {
  EXPECT_THAT(SayTo({{CannedHttpServer::EventStream({"{nonsense"})}}).result.error.message,
              HasSubstr("not JSON"));
  EXPECT_THAT(SayTo({{CannedHttpServer::EventStream({Chunk("half")})}}).result.error.message,
              HasSubstr("in the middle"));
  EXPECT_EQ(SayTo({{"garbage\r\n\r\n"}}).result.error.code, ErrorCode::kUnavailable);
  EXPECT_EQ(SayTo({{}}).result.error.code, ErrorCode::kUnavailable);
}

TEST(RemoteLanguageModel, ARefusedConnectionAndATimeoutAreUnavailable) {
  int port = 0;
  {
    CannedHttpServer server([](const std::string&) { return Answer{}; });
    port = server.port();
  }
  const Talk refused = Say(ConfigFor(port));
  EXPECT_EQ(refused.result.error.code, ErrorCode::kUnavailable);
  EXPECT_THAT(refused.result.error.message, HasSubstr("connecting to 127.0.0.1"));

  CannedHttpServer silent([](const std::string&) { return Answer{{}, true}; });
  RemoteModelConfig config = ConfigFor(silent.port());
  config.read_timeout_ms = 100;
  EXPECT_THAT(Say(config).result.error.message, HasSubstr("nothing came for 100 ms"));
}

TEST(RemoteLanguageModel, PrefillSucceedsWithoutARequest) {
  CannedHttpServer server([](const std::string&) { return Answer{}; });
  auto model = std::move(*RemoteLanguageModel::Create(ConfigFor(server.port())));
  auto session = std::move(*model->OpenSession());
  Listener listener;
  session->Prefill({{ChatRole::kUser, "Hi"}}, listener.Done());
  EXPECT_EQ(listener.Wait().reason, FinishReason::kStop);
  EXPECT_TRUE(server.requests().empty());
}

TEST(HttpUrl, IsSplitAndChecked) {
  const HttpUrl url = *HttpUrl::Parse("https://api.example.com/v1/");
  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.host, "api.example.com");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.path, "/v1");
  EXPECT_EQ(HttpUrl::Parse("http://[::1]:8080")->host, "::1");
  EXPECT_EQ(HttpUrl::Parse("http://[::1]:8080")->port, "8080");
  for (const char* bad : {"", "api.example.com", "ftp://x", "http://", "http://h:0",
                          "http://h:99999", "http://user@h", "http://h/?q", "http://h\r\nX: y"}) {
    EXPECT_FALSE(HttpUrl::Parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace vivavoce::llm::remote_language_test
