#include "llm/text_stream.h"

#include <algorithm>
#include <utility>

#include "text/utf8.h"

namespace vivavoce::llm {
namespace {

// Length of the longest end of `text` that begins `stop` without completing it.
size_t BegunLength(std::string_view text, std::string_view stop) {
  for (size_t length = std::min(text.size(), stop.size() - 1); length > 0; --length) {
    if (text.substr(text.size() - length) == stop.substr(0, length)) return length;
  }
  return 0;
}

}  // namespace

std::string TextStream::Push(std::string_view bytes) {
  if (stopped_) return {};
  bytes_.append(bytes);
  const size_t whole = bytes_.size() - text::IncompleteUtf8Tail(bytes_);
  held_ += text::RepairUtf8(std::string_view(bytes_).substr(0, whole));
  bytes_.erase(0, whole);

  size_t cut = std::string::npos;
  for (const std::string& stop : stop_) cut = std::min(cut, held_.find(stop));
  if (cut != std::string::npos) {
    stopped_ = true;
    std::string certain = held_.substr(0, cut);
    held_.clear();
    return certain;
  }
  size_t begun = 0;
  for (const std::string& stop : stop_) begun = std::max(begun, BegunLength(held_, stop));
  std::string certain = held_.substr(0, held_.size() - begun);
  held_.erase(0, certain.size());
  return certain;
}

std::string TextStream::Finish() {
  bytes_.clear();
  return stopped_ ? std::string() : std::exchange(held_, {});
}

}  // namespace vivavoce::llm
