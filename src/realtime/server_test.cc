#include "realtime/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <thread>

#include "realtime/testing/fake_conversation.h"
#include "realtime/testing/test_client.h"

namespace vivavoce::realtime::server_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

class ServerTest : public ::testing::Test {
 protected:
  void Start(ServerConfig config = {}, WireOptions wire = WireOptions::Default()) {
    config.port = 0;
    ServerHooks hooks;
    hooks.create_conversation = stage_.Factory();
    hooks.metrics_text = [] { return std::string("vivavoce_up 1\n"); };
    auto server = Server::Start(config, std::move(wire), hooks);
    ASSERT_TRUE(server) << server.error().ToString();
    server_ = std::move(*server);
  }
  TestClient Connect(std::string target = "/v1/realtime?model=gpt-realtime",
                     std::map<std::string, std::string> headers = {}) {
    return TestClient({server_->port(), std::move(target), std::move(headers)});
  }
  // Conversations die on a worker thread, soon after their socket.
  void ExpectNoConversationLeft() {
    server_->Stop(std::chrono::milliseconds(300));
    EXPECT_EQ(stage_.alive, 0);
  }

  FakeStage stage_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, ASessionIsCreatedUnasked) {
  Start();
  TestClient client = Connect();
  const Json created = client.Read();
  EXPECT_EQ(created["type"], "session.created");
  EXPECT_EQ(created["session"]["model"], "gpt-realtime");
}

TEST_F(ServerTest, AResponseIsSpokenInOrder) {
  Start();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  client.Send(R"({"type": "response.create", "response": {"metadata": {"k": "v"}}})");
  std::vector<std::string> types;
  while (true) {
    const Json event = client.Read();
    ASSERT_FALSE(event.is_null());
    types.push_back(event["type"]);
    if (types.back() == "response.done") break;
  }
  EXPECT_EQ(types, (std::vector<std::string>{
                       "response.created", "response.output_item.added", "conversation.item.added",
                       "response.content_part.added", "response.output_audio_transcript.delta",
                       "response.output_audio.delta", "response.output_audio.delta",
                       "response.output_audio.done", "response.output_audio_transcript.done",
                       "response.content_part.done", "response.output_item.done",
                       "conversation.item.done", "response.done"}));
}

TEST_F(ServerTest, AMistakeIsAnsweredAndTheSessionLivesOn) {
  Start();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  for (const char* wrong : {"{", "[]", R"({"type": "nonsense"})",
                            R"({"type": "input_audio_buffer.append", "audio": "?"})"}) {
    client.Send(wrong);
    EXPECT_EQ(client.Read()["type"], "error") << wrong;
  }
  client.Send("{}", /*binary=*/true);
  EXPECT_EQ(client.Read()["error"]["code"], "invalid_event");
  client.Send(R"({"type": "input_audio_buffer.clear"})");
  EXPECT_EQ(client.Read()["type"], "input_audio_buffer.cleared");
}

TEST_F(ServerTest, ATwentyMegabyteMessageIsAnErrorAndClosesOnlyItsSession) {
  Start();
  TestClient other = Connect();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  // The server answers before it has read everything, so sending and reading must overlap.
  const std::string message =
      R"({"type": "input_audio_buffer.append", "audio": ")" + std::string(20 << 20, 'A') + "\"}";
  client.Send(message);
  EXPECT_EQ(client.Read()["error"]["code"], "invalid_value");
  EXPECT_EQ(client.ReadToClose(), 1009);
  other.ReadUntil("session.created");
  other.Send(R"({"type": "input_audio_buffer.clear"})");
  EXPECT_EQ(other.Read()["type"], "input_audio_buffer.cleared");
  ExpectNoConversationLeft();
}

TEST_F(ServerTest, AnUnknownModelIsNamedAndTheSocketCloses) {
  Start();
  TestClient client = Connect("/v1/realtime?model=gpt-5");
  const Json error = client.Read();
  EXPECT_EQ(error["error"]["code"], "model_not_found");
  EXPECT_THAT(error["error"]["message"], HasSubstr("gpt-realtime"));
  EXPECT_EQ(client.ReadToClose(), 1008);
  EXPECT_EQ(stage_.made, 0);
}

TEST_F(ServerTest, AKeyIsNeededOnlyWhenConfiguredAndIsNeverEchoed) {
  ServerConfig config;
  config.api_keys = {"sesame"};
  Start(config);
  const TestClient without = Connect();
  EXPECT_FALSE(without.connected());
  EXPECT_EQ(without.handshake().status, 401);
  EXPECT_FALSE(Connect("/v1/realtime", {{"Authorization", "Bearer wrong"}}).connected());
  EXPECT_TRUE(Connect("/v1/realtime", {{"Authorization", "Bearer sesame"}}).connected());
  const TestClient browser = Connect(
      "/v1/realtime", {{"Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key.sesame"}});
  EXPECT_TRUE(browser.connected());
  EXPECT_EQ(browser.handshake().headers.at("sec-websocket-protocol"), "realtime");
}

TEST_F(ServerTest, TheSessionAfterTheLastIsToldSo) {
  ServerConfig config;
  config.max_sessions = 1;
  Start(config);
  TestClient first = Connect();
  first.ReadUntil("session.created");
  TestClient second = Connect();
  EXPECT_EQ(second.Read()["error"]["code"], "session_limit_reached");
  EXPECT_EQ(second.ReadToClose(), 1013);
  first.Close();
  // The place is free once the server has seen the close.
  for (int i = 0; i < 1000 && server_->SessionCount() > 0; ++i) std::this_thread::yield();
  while (server_->SessionCount() > 0) std::this_thread::yield();
  EXPECT_EQ(Connect().Read()["type"], "session.created");
}

TEST_F(ServerTest, WithoutAConversationTheClientHearsWhy) {
  stage_.fails = true;
  Start();
  TestClient client = Connect();
  EXPECT_THAT(client.Read()["error"]["message"], HasSubstr("no engine"));
  EXPECT_EQ(client.ReadToClose(), 1011);
}

TEST_F(ServerTest, AClientThatDoesNotReadIsCutAndTheServerLives) {
  ServerConfig config;
  config.max_outgoing_bytes = 64 << 10;
  Start(config);
  stage_.reply_seconds = 600;  // 38 MB of JSON: more than any socket buffer holds
  TestClient client = Connect();
  client.ReadUntil("session.created");
  client.Send(R"({"type": "response.create"})");
  while (server_->SessionCount() > 0) std::this_thread::yield();
  EXPECT_EQ(TestGet(server_->port(), "/healthz").status, 200);
  ExpectNoConversationLeft();
}

TEST_F(ServerTest, WhenTooMuchInputIsQueuedNothingMoreIsRead) {
  Start();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  stage_.queued_input_seconds = 100;
  client.Send(R"({"type": "input_audio_buffer.append", "audio": "AAAA"})");  // the error is sent
  EXPECT_EQ(client.Read()["type"], "error");
  client.Send(R"({"type": "input_audio_buffer.append", "audio": "AAAAAAAA"})");
  EXPECT_EQ(TestGet(server_->port(), "/healthz").status, 200);
  EXPECT_EQ(stage_.samples, 0);
  stage_.queued_input_seconds = 0;
  client.Send(R"({"type": "input_audio_buffer.clear"})");
  EXPECT_EQ(client.Read()["type"], "input_audio_buffer.cleared");
  EXPECT_EQ(stage_.samples, 3);
}

TEST_F(ServerTest, StoppingTellsEverySessionAndCloses) {
  Start();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  auto stopped = std::async(std::launch::async, [&] { server_->Stop(std::chrono::seconds(10)); });
  EXPECT_EQ(client.Read()["error"]["code"], "server_shutting_down");
  EXPECT_EQ(client.ReadToClose(), 1001);
  stopped.get();
  EXPECT_EQ(stage_.alive, 0);
}

TEST_F(ServerTest, StoppingCutsAClientThatDoesNotAnswer) {
  Start();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  server_->Stop(std::chrono::milliseconds(50));
  EXPECT_EQ(stage_.alive, 0);
}

TEST_F(ServerTest, ADroppedConnectionFreesItsConversation) {
  Start();
  TestClient client = Connect();
  client.ReadUntil("session.created");
  client.Drop();
  while (server_->SessionCount() > 0 || stage_.alive > 0) std::this_thread::yield();
}

TEST_F(ServerTest, ManySessionsSpeakAtOnceWithoutMixing) {
  Start();
  std::vector<std::future<bool>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::async(std::launch::async, [this, i] {
      TestClient client = Connect();
      client.ReadUntil("session.created");
      const std::string mark = std::to_string(i);
      for (int turn = 0; turn < 5; ++turn) {
        client.Send(
            Json{{"type", "response.create"}, {"response", {{"metadata", {{"mark", mark}}}}}}
                .dump());
        const Json done = client.ReadUntil("response.done");
        if (done.is_null() || done["response"]["metadata"]["mark"] != mark) return false;
      }
      client.Close();
      return true;
    }));
  }
  for (auto& client : clients) EXPECT_TRUE(client.get());
  ExpectNoConversationLeft();
}

TEST_F(ServerTest, TlsServesTheSameWithAMadeCertificate) {
  const auto directory = std::filesystem::path(::testing::TempDir()) / "vivavoce_tls_test";
  ServerConfig config;
  config.tls_port = 0;
  config.tls_directory = directory;
  Start(config);
  TestClient client({server_->tls_port(), "/v1/realtime?model=gpt-realtime", {}, true});
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.Read()["type"], "session.created");
  client.Send(R"({"type": "response.create"})");
  EXPECT_FALSE(client.ReadUntil("response.done").is_null());
  client.Close();
  ExpectNoConversationLeft();
  std::filesystem::remove_all(directory);
}

TEST_F(ServerTest, APortInUseIsNamedWithWhatToDo) {
  Start();
  ServerConfig config;
  config.port = server_->port();
  const auto second = Server::Start(config, WireOptions::Default(), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(second.error().field, "server.port");
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(config.port)));
  EXPECT_THAT(second.error().message, HasSubstr("another port"));
}

TEST_F(ServerTest, PlainHttpIsAnswered) {
  Start();
  const int port = server_->port();
  EXPECT_THAT(TestGet(port, "/healthz").body, HasSubstr("ok"));
  EXPECT_EQ(TestGet(port, "/metrics").body, "vivavoce_up 1\n");
  EXPECT_THAT(TestGet(port, "/v1/models").body, HasSubstr("step-2.5-realtime"));
  const TestHttpReply missing = TestGet(port, "/v2/other");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(Json::parse(missing.body)["error"]["code"], "not_found");
  EXPECT_EQ(TestGet(port, "/v1/realtime").status, 426);
  EXPECT_EQ(TestGet(port, "/healthz", {}, "DELETE").status, 405);
  EXPECT_EQ(TestGet(port, "/healthz", {{"x", std::string(20000, 'a')}}).status, 413);
}

TEST_F(ServerTest, BytesThatAreNoHttpGetA400) {
  Start();
  EXPECT_THAT(TestRaw(server_->port(), "\x16\x03\x01 hello\r\n\r\n"), HasSubstr("400"));
  EXPECT_EQ(TestGet(server_->port(), "/healthz").status, 200);
}

TEST(ServerConfigTest, AWrongFieldIsNamedWithItsRange) {
  ServerConfig config;
  config.max_sessions = 0;
  const Status status = config.Validate();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().field, "server.max_sessions");
  EXPECT_THAT(status.error().message, HasSubstr("1 to 10000"));
}

}  // namespace
}  // namespace vivavoce::realtime::server_test
