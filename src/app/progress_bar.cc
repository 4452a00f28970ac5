#include "app/progress_bar.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace vivavoce::app {
namespace {

constexpr int kWidth = 28;
constexpr double kMegabyte = 1e6;

}  // namespace

ProgressBar::ProgressBar() : terminal_(isatty(STDERR_FILENO) == 1) {}
ProgressBar::~ProgressBar() { EndLine(); }

void ProgressBar::EndLine() {
  if (line_open_) fmt::print(stderr, "\n");
  line_open_ = false;
}

void ProgressBar::Show(const std::string& title, const std::string& item, uint64_t done,
                       uint64_t total) {
  if (total == 0) return;
  if (title != title_) {
    EndLine();
    title_ = title;
    last_tenth_ = -1;
  }
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const double done_mb = static_cast<double>(done) / kMegabyte;
  const double total_mb = static_cast<double>(total) / kMegabyte;
  if (terminal_) {
    const int filled = static_cast<int>(share * kWidth);
    fmt::print(stderr, "\r\033[K{:>10} [{:=<{}}{:{}}] {:3.0f}% {:7.1f}/{:.1f} MB  {:.36}", title,
               "", filled, "", kWidth - filled, share * 100, done_mb, total_mb, item);
    std::fflush(stderr);
    line_open_ = true;
  } else if (const int tenth = static_cast<int>(share * 10); tenth != last_tenth_) {
    last_tenth_ = tenth;
    fmt::print(stderr, "{}: {:.0f}% of {:.1f} MB\n", title, share * 100, total_mb);
  }
}

}  // namespace vivavoce::app
