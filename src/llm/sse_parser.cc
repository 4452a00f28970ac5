#include "llm/sse_parser.h"

#include <utility>

namespace vivavoce::llm {

std::vector<std::string> SseParser::Push(std::string_view bytes) {
  std::vector<std::string> events;
  for (const char byte : bytes) {
    if (std::exchange(after_cr_, byte == '\r') && byte == '\n') continue;
    if (byte == '\r' || byte == '\n') {
      EndLine(events);
    } else {
      line_ += byte;
    }
  }
  return events;
}

void SseParser::EndLine(std::vector<std::string>& events) {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    if (std::exchange(has_data_, false)) events.push_back(std::exchange(data_, {}));
    return;
  }
  std::string_view value = line;
  if (!value.starts_with("data:")) return;
  value.remove_prefix(5);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (has_data_) data_ += '\n';
  has_data_ = true;
  data_ += value;
}

}  // namespace vivavoce::llm
