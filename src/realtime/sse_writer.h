// Server-sent events over a response: "data: {json}\n\n" (WHATWG HTML, section 9.2).
// Threads  as ResponseWriter.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "realtime/response_writer.h"

namespace vivavoce::realtime {

class SseWriter {
 public:
  explicit SseWriter(ResponseWriter& response) : response_(response) {}

  bool Send(const nlohmann::json& data);  // begins the response; false: the client is gone
  void Done();                            // "data: [DONE]" and the end
  void End() { response_.End(); }
  // An error after the first event: {"error": {...}} as an event, then the end.
  void Fail(const ApiError& error);

 private:
  bool SendText(std::string_view data);
  ResponseWriter& response_;
};

}  // namespace vivavoce::realtime
