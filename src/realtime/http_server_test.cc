// The HTTP endpoints over sockets: who is let in, streams, bodies, and clients that leave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <thread>

#include "realtime/http_api.h"
#include "realtime/server.h"
#include "realtime/testing/fake_conversation.h"
#include "realtime/testing/fake_services.h"
#include "realtime/testing/schema_checker.h"
#include "realtime/testing/test_client.h"

namespace vivavoce::realtime::http_server_test {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr const char* kChat =
    R"({"model": "vivavoce", "messages": [{"role": "user", "content": "Hi"}]})";

std::string RawPost(const std::string& path, const std::string& body) {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class HttpServerTest : public ::testing::Test {
 protected:
  void Start(ServerConfig config = {}) {
    config.port = 0;
    ServerHooks hooks;
    hooks.create_conversation = stage_.Factory();
    hooks.speech = &speech_;
    hooks.transcription = &transcription_;
    hooks.chat = &chat_;
    auto server = Server::Start(config, WireOptions::Default(), hooks);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
    port_ = server_->port();
  }
  static ServerConfig WithKey(KeyLimits limits = {}) {
    ServerConfig config;
    ApiKey key = HashedKey("0123abcd", "sesame", 1);
    key.limits = limits;
    config.hashed_keys = {key};
    return config;
  }
  static std::map<std::string, std::string> Headers(const std::string& key) {
    return {{"content-type", "application/json"}, {"authorization", "Bearer " + key}};
  }

  FakeStage stage_;
  FakeSpeech speech_;
  FakeTranscription transcription_;
  FakeChat chat_;
  std::unique_ptr<Server> server_;
  int port_ = 0;
};

TEST_F(HttpServerTest, ABodyIsReadAndAStreamArrivesWhole) {
  Start();
  EXPECT_THAT(TestPost(port_, "/v1/chat/completions", kChat).body, HasSubstr("Hello."));
  const TestHttpReply sound = TestPost(
      port_, "/v1/audio/speech", R"({"model": "tts-1", "input": "a b", "response_format": "pcm"})");
  EXPECT_EQ(sound.status, 200);
  EXPECT_EQ(sound.body.size(), 2 * 4800u);
}

TEST_F(HttpServerTest, OneConnectionCarriesManyRequests) {
  Start();
  const std::string request = RawPost("/v1/chat/completions", kChat);
  TestStream client(port_, request);
  std::string answer;
  while (answer.find("Hello.") == answer.npos) {
    const std::string more = client.ReadSome(1);
    ASSERT_FALSE(more.empty());
    answer += more;
  }
  // Two more at once: the second is read while the first is answered.
  client.Write(request + request);
  std::string rest;
  for (int found = 0; found < 2;) {
    const std::string more = client.ReadSome(1);
    ASSERT_FALSE(more.empty());
    rest += more;
    found = 0;
    for (size_t at = rest.find("Hello."); at != rest.npos; at = rest.find("Hello.", at + 1))
      ++found;
  }
}

TEST_F(HttpServerTest, AStreamIsChunkedAndItsConnectionIsKept) {
  Start();
  Json body = Json::parse(kChat);
  body["stream"] = true;
  TestStream client(port_, RawPost("/v1/chat/completions", body.dump()));
  std::string answer;
  while (answer.find("\r\n0\r\n\r\n") == answer.npos) {
    const std::string more = client.ReadSome(1);
    ASSERT_FALSE(more.empty()) << answer;
    answer += more;
  }
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked"));
  EXPECT_THAT(answer, HasSubstr("data: [DONE]"));
  client.Write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.ReadSome(20), HasSubstr("200 OK"));
}

TEST_F(HttpServerTest, AClientThatLeavesEndsTheWork) {
  Start();
  speech_.endless = true;
  TestStream client(
      port_,
      RawPost("/v1/audio/speech", R"({"model": "tts-1", "input": "a", "response_format": "pcm"})"));
  EXPECT_GE(client.ReadSome(10000).size(), 10000u);
  client.Drop();
  while (!speech_.cancelled) std::this_thread::yield();
}

TEST_F(HttpServerTest, AClientThatDoesNotReadHoldsTheWorkUpAndNobodyElse) {
  Start();
  speech_.endless = true;
  TestStream client(
      port_,
      RawPost("/v1/audio/speech", R"({"model": "tts-1", "input": "a", "response_format": "pcm"})"));
  EXPECT_GE(client.ReadSome(1000).size(), 1000u);
  EXPECT_EQ(TestGet(port_, "/healthz").status, 200);
  EXPECT_EQ(TestPost(port_, "/v1/chat/completions", kChat).status, 200);
}

TEST_F(HttpServerTest, StoppingEndsAnswersUnderWay) {
  Start();
  speech_.endless = true;
  TestStream client(
      port_,
      RawPost("/v1/audio/speech", R"({"model": "tts-1", "input": "a", "response_format": "pcm"})"));
  EXPECT_GE(client.ReadSome(1000).size(), 1000u);
  server_->Stop(std::chrono::milliseconds(20));
  EXPECT_TRUE(speech_.cancelled);
}

TEST_F(HttpServerTest, TooLargeABodyIsRefusedBeforeItIsRead) {
  Start();
  TestStream client(port_,
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                    "Content-Length: 99999999\r\n\r\n");
  EXPECT_THAT(client.ReadSome(20), HasSubstr("413"));
  const std::string big(300 << 10, 'x');
  EXPECT_EQ(TestPost(port_, "/v1/audio/speech", big).status, 413);
  EXPECT_EQ(TestPost(port_, "/healthz", "x").status, 405);
}

TEST_F(HttpServerTest, AClientMayAskBeforeItSendsALargeBody) {
  Start();
  const std::string body = kChat;
  TestStream client(port_,
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: "
                    "100-continue\r\nConnection: close\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n");
  EXPECT_EQ(client.ReadSome(25), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Write(body);
  EXPECT_THAT(client.ReadSome(1 << 20), HasSubstr("Hello."));
}

TEST_F(HttpServerTest, AnOldClientGetsAStreamWithoutChunks) {
  Start();
  const std::string body = R"({"model": "tts-1", "input": "a", "response_format": "pcm"})";
  const std::string answer =
      TestStream(port_, "POST /v1/audio/speech HTTP/1.0\r\nContent-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n" + body)
          .ReadSome(1 << 20);
  EXPECT_THAT(answer, HasSubstr("Connection: close"));
  EXPECT_EQ(answer.size() - (answer.find("\r\n\r\n") + 4), 4800u);
}

TEST_F(HttpServerTest, AKeyIsAskedForEverywhereButForHealth) {
  Start(WithKey());
  EXPECT_EQ(TestGet(port_, "/healthz").status, 200);
  for (const char* path : {"/metrics", "/v1/models", "/v1/models/tts-1", "/v1/audio/voices"}) {
    EXPECT_EQ(TestGet(port_, path).status, 401) << path;
    EXPECT_EQ(TestGet(port_, path, Headers("sesame")).status, 200) << path;
  }
  for (const char* path : {"/v1/audio/speech", "/v1/audio/transcriptions", "/v1/chat/completions",
                           "/v1/realtime/client_secrets", "/v1/realtime/sessions",
                           "/v1/realtime/transcription_sessions"}) {
    const TestHttpReply reply = TestPost(port_, path, "{}", Headers("wrong"));
    EXPECT_EQ(reply.status, 401) << path;
    EXPECT_EQ(Json::parse(reply.body)["error"]["type"], "authentication_error");
  }
  EXPECT_EQ(TestPost(port_, "/v1/chat/completions", kChat, Headers("sesame")).status, 200);
}

TEST_F(HttpServerTest, AUsedUpKeyIsToldWhenToComeBack) {
  Start(WithKey({.requests = 2}));
  for (const char* left : {"1", "0"}) {
    const auto reply = TestPost(port_, "/v1/chat/completions", kChat, Headers("sesame"));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.headers.at("x-ratelimit-remaining-requests"), left);
  }
  const auto reply = TestPost(port_, "/v1/chat/completions", kChat, Headers("sesame"));
  EXPECT_EQ(reply.status, 429);
  EXPECT_GE(std::stoi(reply.headers.at("retry-after")), 1);
  EXPECT_EQ(Json::parse(reply.body)["error"]["code"], "rate_limit_exceeded");
}

TEST_F(HttpServerTest, AKeyHasOnlySoManySessions) {
  Start(WithKey({.sessions = 1}));
  const std::string target = "/v1/realtime?model=gpt-realtime";
  TestClient first({port_, target, Headers("sesame")});
  EXPECT_EQ(first.Read()["type"], "session.created");
  const TestClient second({port_, target, Headers("sesame")});
  EXPECT_EQ(second.handshake().status, 429);
  first.Close();
  while (server_->SessionCount() > 0) std::this_thread::yield();
  EXPECT_TRUE(TestClient({port_, target, Headers("sesame")}).connected());
}

TEST_F(HttpServerTest, ASecretOpensASessionWithItsSettingsAndNothingElse) {
  Start(WithKey());
  const auto made = TestPost(
      port_, "/v1/realtime/client_secrets",
      R"({"session": {"type": "realtime", "instructions": "Bound.", "output_modalities": ["text"]}})",
      Headers("sesame"));
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string secret = Json::parse(made.body)["value"];
  TestClient client({port_,
                     "/v1/realtime?model=gpt-realtime",
                     {{"Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key." + secret}}});
  ASSERT_TRUE(client.connected());
  const Json created = client.Read();
  EXPECT_EQ(created["session"]["instructions"], "Bound.");
  EXPECT_EQ(created["session"]["output_modalities"], Json::array({"text"}));
  client.Send(R"({"type": "session.update", "session": {"instructions": "Mine."}})");
  const Json updated = client.ReadUntil("session.updated");
  EXPECT_EQ(updated["session"]["instructions"], "Mine.");
  EXPECT_EQ(updated["session"]["output_modalities"], Json::array({"text"}));
  EXPECT_EQ(TestGet(port_, "/v1/models", Headers(secret)).status, 401);
  EXPECT_FALSE(TestClient({port_, "/v1/realtime", Headers("ek_unknown")}).connected());
}

TEST_F(HttpServerTest, OnlyAllowedPagesGetIn) {
  ServerConfig config;
  config.allowed_origins = {"https://app.example"};
  Start(config);
  auto with = [](const char* origin) {
    return std::map<std::string, std::string>{{"origin", origin},
                                              {"content-type", "application/json"}};
  };
  const auto good = TestPost(port_, "/v1/chat/completions", kChat, with("https://app.example"));
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(good.headers.at("access-control-allow-origin"), "https://app.example");
  EXPECT_EQ(good.headers.at("vary"), "Origin");
  EXPECT_EQ(TestPost(port_, "/v1/chat/completions", kChat, with("http://localhost:3000")).status,
            200);
  EXPECT_EQ(TestPost(port_, "/v1/chat/completions", kChat, with("https://evil.example")).status,
            403);
  EXPECT_EQ(
      TestClient({port_, "/v1/realtime", {{"Origin", "https://evil.example"}}}).handshake().status,
      403);
  EXPECT_TRUE(TestClient({port_, "/v1/realtime", {{"Origin", "https://app.example"}}}).connected());
  EXPECT_TRUE(TestClient({port_, "/v1/realtime", {}}).connected());
}

TEST_F(HttpServerTest, ABrowsersQuestionIsAnsweredWithoutAKey) {
  Start(WithKey());
  const auto reply = TestGet(port_, "/v1/audio/speech",
                             {{"origin", "http://localhost:3000"},
                              {"access-control-request-method", "POST"},
                              {"access-control-request-headers", "authorization,x-stainless-os"}},
                             "OPTIONS");
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.headers.at("access-control-allow-methods"), "POST");
  EXPECT_EQ(reply.headers.at("access-control-allow-headers"), "authorization,x-stainless-os");
  EXPECT_EQ(TestGet(port_, "/v1/audio/speech", {}, "OPTIONS").status, 405);
}

TEST(HttpApiTest, EveryRouteIsInTheOpenApiFileAndTheReverse) {
  const ServerConfig config;
  const WireOptions wire = WireOptions::Default();
  const ServerHooks hooks;
  const runtime::SystemClock clock;
  HttpApi api(config, wire, hooks,
              {.session_count = [] { return size_t{0}; },
               .clock = &clock,
               .unix_time = [] { return int64_t{0}; }});
  std::set<std::string> served, described;
  for (const HttpRoute& route : api.router().routes())
    served.insert(route.method + " " + route.path);
  const Json document = OpenApiDocument(VV_SOURCE_DIR "/docs/openapi.json");
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(c));
      described.insert(upper + " " + path);
      EXPECT_FALSE(operation["summary"].empty()) << path;
    }
  }
  EXPECT_EQ(served, described);
}

TEST(HttpApiTest, WithoutModelsTheEndpointsSaySo) {
  ServerConfig config;
  config.port = 0;
  auto server = Server::Start(config, WireOptions::Default(), {});
  ASSERT_TRUE(server);
  const auto reply = TestPost((*server)->port(), "/v1/chat/completions", kChat);
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(Json::parse(reply.body)["error"]["code"], "not_available");
}

TEST(ServerConfigTest, AnAddressForOtherMachinesNeedsAKeyOrTheFlag) {
  ServerConfig config;
  for (const char* host : {"0.0.0.0", "::", "192.168.1.2"}) {
    config.host = host;
    config.allow_anyone = false;
    const Status status = config.Validate();
    ASSERT_FALSE(status) << host;
    EXPECT_EQ(status.error().field, "server.host");
    EXPECT_THAT(status.error().message, HasSubstr("--allow-anyone"));
    config.allow_anyone = true;
    EXPECT_TRUE(config.Validate());
  }
  config.allow_anyone = false;
  config.hashed_keys = {HashedKey("0123abcd", "k", 1)};
  EXPECT_TRUE(config.Validate());
  for (const char* host : {"127.0.0.1", "localhost", "::1", "127.0.0.5"}) {
    config = {};
    config.host = host;
    EXPECT_TRUE(config.Validate()) << host;
  }
}

}  // namespace
}  // namespace vivavoce::realtime::http_server_test
