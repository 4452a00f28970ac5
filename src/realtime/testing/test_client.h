// A WebSocket and HTTP client for tests: blocking, one thread, with a deadline on everything.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::realtime {

struct TestHttpReply {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  // lower case
};

// "GET" on the plain port. status 0: no answer.
TestHttpReply TestGet(int port, const std::string& target,
                      const std::map<std::string, std::string>& headers = {},
                      const std::string& method = "GET");
// A request with a body; chunks of the answer are joined.
TestHttpReply TestPost(int port, const std::string& target, const std::string& body,
                       const std::map<std::string, std::string>& headers = {
                           {"content-type", "application/json"}});
// Sends bytes and returns what comes back until the server closes.
std::string TestRaw(int port, std::string_view bytes);

// A connection that sends a request and reads as much of the answer as it likes.
class TestStream {
 public:
  TestStream(int port, std::string_view request_bytes);
  TestStream(TestStream&&) noexcept;
  ~TestStream();
  std::string ReadSome(size_t at_least);  // less when the server closed or 10 s have passed
  void Write(std::string_view bytes);
  void Drop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class TestClient {
 public:
  struct Options {
    int port = 0;
    std::string target = "/v1/realtime?model=gpt-realtime";
    std::map<std::string, std::string> headers;
    bool tls = false;
  };
  explicit TestClient(Options options);
  ~TestClient();

  bool connected() const;
  const TestHttpReply& handshake() const;
  void Send(std::string_view text, bool binary = false);  // REQUIRES: connected
  // The next event; a null JSON when the server closed or nothing came for 10 s.
  nlohmann::json Read();
  nlohmann::json ReadUntil(std::string_view type);  // skips others
  // Reads until the server closes; its code, or 0 when the connection just broke.
  int ReadToClose();
  void Close();
  void Drop();  // no closing handshake

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vivavoce::realtime
