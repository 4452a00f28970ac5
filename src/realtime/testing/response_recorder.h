// A ResponseWriter that keeps what a handler answers, for tests of endpoints without sockets.
// Threads  one at a time.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "realtime/response_writer.h"

namespace vivavoce::realtime {

class ResponseRecorder final : public ResponseWriter {
 public:
  void Reply(HttpReply reply) override {
    head = std::move(reply);
    ended = true;
  }
  void Begin(HttpReply reply) override {
    head = std::move(reply);
    head->body.clear();
  }
  bool Write(std::string_view bytes) override {
    if (writes_left && (*writes_left)-- == 0) return false;
    head->body += bytes;
    return true;
  }
  void End() override { ended = true; }
  bool begun() const override { return head.has_value(); }
  const CancellationToken& cancel() const override { return cancel_; }

  int status() const { return head ? head->status : 0; }
  const std::string& body() const { return head->body; }
  nlohmann::json json() const { return nlohmann::json::parse(head->body, nullptr, false); }
  // The data of server-sent events; "[DONE]" as a string.
  std::vector<nlohmann::json> events() const;

  std::optional<HttpReply> head;
  bool ended = false;
  std::optional<int> writes_left;  // then the client is gone

 private:
  CancellationToken cancel_;
};

inline std::vector<nlohmann::json> ResponseRecorder::events() const {
  std::vector<nlohmann::json> events;
  std::string_view rest = head->body;
  while (rest.starts_with("data: ")) {
    const size_t end = rest.find("\n\n");
    const std::string_view data = rest.substr(6, end - 6);
    events.push_back(data == "[DONE]" ? nlohmann::json(data)
                                      : nlohmann::json::parse(data, nullptr, false));
    rest = end == rest.npos ? std::string_view() : rest.substr(end + 2);
  }
  return events;
}

}  // namespace vivavoce::realtime
