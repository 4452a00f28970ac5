#include "realtime/append_scanner.h"

#include <algorithm>

namespace vivavoce::realtime {
namespace {

constexpr std::string_view kAppend = "input_audio_buffer.append";

// Takes JSON tokens off the front of a text.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : rest_(text) {}

  bool Take(char mark) {
    SkipSpace();
    if (rest_.empty() || rest_.front() != mark) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // What lies between two quotes, whatever it is.
  std::optional<std::string_view> TakeQuoted() {
    if (!Take('"')) return std::nullopt;
    const size_t end = rest_.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view inside = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return inside;
  }
  bool AtEnd() {
    SkipSpace();
    return rest_.empty();
  }

 private:
  void SkipSpace() {
    const size_t next = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(next == std::string_view::npos ? rest_.size() : next);
  }

  std::string_view rest_;
};

bool IsPlain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
}

// True the first time.
bool Set(std::optional<std::string_view>& field, std::string_view value) {
  if (field) return false;
  field = value;
  return true;
}

}  // namespace

std::optional<std::string_view> ScanAppend(std::string_view text) {
  Tokens tokens(text);
  std::optional<std::string_view> type, audio, id;
  if (!tokens.Take('{')) return std::nullopt;
  do {
    const auto key = tokens.TakeQuoted();
    if (!key || !tokens.Take(':')) return std::nullopt;
    const auto value = tokens.TakeQuoted();
    if (!value) return std::nullopt;
    bool is_new = false;
    if (*key == "type") is_new = Set(type, *value);
    if (*key == "audio") is_new = Set(audio, *value);
    if (*key == "event_id") is_new = Set(id, *value);
    if (!is_new) return std::nullopt;
  } while (tokens.Take(','));
  if (!tokens.Take('}') || !tokens.AtEnd()) return std::nullopt;
  if (type != kAppend || !audio) return std::nullopt;
  if (id && (id->size() > kMostEventIdBytes || !IsPlain(*id))) return std::nullopt;
  return audio;
}

}  // namespace vivavoce::realtime
