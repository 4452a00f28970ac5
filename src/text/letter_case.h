// Upper and lower case of ASCII letters. Thread safety: pure functions.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace vivavoce::text {

constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsLetter(char c) { return IsUpper(c) || IsLower(c); }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLetterOrDigit(char c) { return IsLetter(c) || IsDigit(c); }

inline std::string Lower(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (IsUpper(c)) c = static_cast<char>(c + 32);
  }
  return lower;
}

// No lower-case letter; true of a text without letters.
constexpr bool AllUpper(std::string_view word) {
  return std::none_of(word.begin(), word.end(), IsLower);
}
constexpr bool AllLetters(std::string_view word) {
  return std::all_of(word.begin(), word.end(), IsLetter);
}
inline bool HasVowelLetter(std::string_view word) {
  return Lower(word).find_first_of("aeiouy") != std::string::npos;
}

}  // namespace vivavoce::text
