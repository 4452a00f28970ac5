#include "llm/testing/canned_http_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace vivavoce::llm {
namespace {

// Waits in turns of 10 ms for bytes, an end or `stop`.
bool Readable(int socket, const std::atomic<bool>& stop) {
  while (!stop) {
    pollfd entry{socket, POLLIN, 0};
    if (poll(&entry, 1, 10) > 0) return true;
  }
  return false;
}

bool Complete(const std::string& request) {
  const size_t end = request.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const size_t at = request.find("Content-Length: ");
  const size_t length =
      at < end ? static_cast<size_t>(std::atol(request.c_str() + at + 16)) : size_t{0};
  return request.size() >= end + 4 + length;
}

}  // namespace

CannedHttpServer::CannedHttpServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 16) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

CannedHttpServer::~CannedHttpServer() {
  stop_ = true;
  thread_.join();
  close(listener_);
}

std::vector<std::string> CannedHttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void CannedHttpServer::WaitForClientClose(int count) const {
  for (int now = client_closes_; now < count; now = client_closes_) client_closes_.wait(now);
}

void CannedHttpServer::Run() {
  while (Readable(listener_, stop_)) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    Serve(connection);
    close(connection);
  }
}

void CannedHttpServer::Serve(int connection) {
  std::string request;
  char buffer[4096];
  while (!Complete(request)) {
    if (!Readable(connection, stop_)) return;
    const ssize_t count = recv(connection, buffer, sizeof(buffer), 0);
    if (count <= 0) return;
    request.append(buffer, static_cast<size_t>(count));
  }
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  const Answer answer = handler_(request);
  for (const std::string& piece : answer.pieces) {
    if (send(connection, piece.data(), piece.size(), MSG_NOSIGNAL) < 0) break;
  }
  if (answer.keep_open && Readable(connection, stop_)) {
    ++client_closes_;
    client_closes_.notify_all();
  }
}

std::string CannedHttpServer::EventStream(const std::vector<std::string>& data) {
  std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
  for (const std::string& each : data) answer += fmt::format("data: {}\n\n", each);
  return answer;
}

std::string CannedHttpServer::Json(int status, const std::string& body,
                                   const std::string& headers) {
  return fmt::format("HTTP/1.1 {} X\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(),
                     headers, body);
}

}  // namespace vivavoce::llm
