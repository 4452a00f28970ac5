// A bar for long work: on a terminal one line that is drawn over, elsewhere a line for every tenth.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <string>

namespace vivavoce::app {

class ProgressBar {
 public:
  ProgressBar();   // to stderr
  ~ProgressBar();  // ends the line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // A new title begins a new bar. `done` and `total` in bytes; total 0: nothing to show yet.
  void Show(const std::string& title, const std::string& item, uint64_t done, uint64_t total);

 private:
  void EndLine();

  const bool terminal_;
  std::string title_;
  int last_tenth_ = -1;
  bool line_open_ = false;
};

}  // namespace vivavoce::app
