#include "realtime/sse_writer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vivavoce::realtime {

bool SseWriter::SendText(std::string_view data) {
  if (!response_.begun()) {
    response_.Begin({200, "text/event-stream; charset=utf-8", "", {{"Cache-Control", "no-cache"}}});
  }
  return response_.Write(fmt::format("data: {}\n\n", data));
}

bool SseWriter::Send(const nlohmann::json& data) {
  return SendText(data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void SseWriter::Done() {
  SendText("[DONE]");
  response_.End();
}

void SseWriter::Fail(const ApiError& error) {
  SendText(ErrorJson(error));
  response_.End();
}

}  // namespace vivavoce::realtime
