// The lines of a set that is kept in a text file. Pure.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/error.h"

namespace vivavoce::eval {

// Calls `use(line, where)` for every line that is neither empty nor a comment (#); `where` is
// "source:number". Stops at the first error.
template <typename F>
Status EachSetLine(std::string_view text, std::string_view source, F use) {
  int number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos || line.starts_with('#')) continue;
    if (const Status used = use(line, fmt::format("{}:{}", source, number)); !used) return used;
  }
  return {};
}

}  // namespace vivavoce::eval
