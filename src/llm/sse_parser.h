// Server-sent events, as far as chat completions use them: the data of each event, whatever the
// pieces the stream is cut into (WHATWG HTML standard, section 9.2: lines end in LF, CR or CRLF;
// several data lines of an event are joined by LF; other fields and comments are skipped here).
// Thread safety: one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::llm {

class SseParser {
 public:
  static constexpr size_t kMaxEventBytes = 1 << 20;

  // Data of the events that became complete. Past kMaxEventBytes without an event's end,
  // overflowed().
  std::vector<std::string> Push(std::string_view bytes);
  bool overflowed() const { return line_.size() + data_.size() > kMaxEventBytes; }

 private:
  void EndLine(std::vector<std::string>& events);

  std::string line_;
  std::string data_;
  bool has_data_ = false;
  bool after_cr_ = false;
};

}  // namespace vivavoce::llm
