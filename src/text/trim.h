// Without the white space around it. Thread safety: a pure function.
#pragma once

#include <string_view>

namespace vivavoce::text {

constexpr std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace vivavoce::text
