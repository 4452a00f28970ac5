// Turns token bytes into text that is certain: whole UTF-8 characters only, invalid bytes replaced
// by U+FFFD, and nothing of a stop string, not even its beginning. Thread safety: one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::llm {

class TextStream {
 public:
  explicit TextStream(std::vector<std::string> stop) : stop_(std::move(stop)) {}

  // Returns what became certain; empty after a stop string was seen.
  std::string Push(std::string_view bytes);
  // The end: what was held back but turned out to be text. Half a character is dropped.
  std::string Finish();
  bool stopped() const { return stopped_; }

 private:
  std::vector<std::string> stop_;
  std::string bytes_;  // at most three bytes of an unfinished character
  std::string held_;   // may begin a stop string
  bool stopped_ = false;
};

}  // namespace vivavoce::llm
