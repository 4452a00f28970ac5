// A tiny HTTP server on a loopback port: it reads one request a connection and sends back the bytes
// that a handler chooses, cut into the pieces it chooses. For tests of HTTP clients. Threads: one
// of its own; the handler runs on it.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vivavoce::llm {

class CannedHttpServer {
 public:
  struct Answer {
    std::vector<std::string> pieces;  // sent one after another; then the connection is closed
    bool keep_open = false;           // instead, wait until the client closes or the server stops
  };
  using Handler = std::function<Answer(const std::string& request)>;

  explicit CannedHttpServer(Handler handler);
  ~CannedHttpServer();
  CannedHttpServer(const CannedHttpServer&) = delete;
  CannedHttpServer& operator=(const CannedHttpServer&) = delete;

  int port() const { return port_; }
  std::vector<std::string> requests() const;
  // How often a client closed a connection that was kept open. Blocks until it is at least `count`.
  void WaitForClientClose(int count) const;

  // An answer of 200 with an event stream of these chunks.
  static std::string EventStream(const std::vector<std::string>& data);
  static std::string Json(int status, const std::string& body, const std::string& headers = "");

 private:
  void Run();
  void Serve(int connection);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stop_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::atomic<int> client_closes_ = 0;
  std::thread thread_;
};

}  // namespace vivavoce::llm
