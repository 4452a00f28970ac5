// Which script a character belongs to, runs of one script, and the language a text is mostly in.
// Ranges: Unicode 15 blocks. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace vivavoce::text {

enum class Script {
  kSpace,        // white space and control characters
  kHan,          // ideographs, with 〇 and 々
  kLatin,        // letters with or without diacritics, half or full width
  kDigit,        // 0-9, half or full width
  kPunctuation,  // marks of ASCII, General Punctuation, CJK and full-width forms
  kOther,        // everything else: emoji, other scripts, symbols, invalid bytes
};

Script ScriptOf(char32_t code);

struct ScriptRun {
  Script script = Script::kOther;
  size_t begin = 0;  // bytes, [begin, end)
  size_t end = 0;

  friend bool operator==(const ScriptRun&, const ScriptRun&) = default;
};

// The runs cover the text without gaps.
std::vector<ScriptRun> ScriptRuns(std::string_view text);

// Weighs one ideograph as one Latin word; Chinese wins a tie, since English words are borrowed into
// Chinese sentences far more often than the reverse. kUnknown when there is neither.
Language DominantLanguage(std::string_view text);

// Full-width ASCII forms (U+FF01..FF5E) and the ideographic space as their ASCII counterparts.
constexpr char32_t FoldFullWidth(char32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFEE0;
  return code == 0x3000 ? U' ' : code;
}

}  // namespace vivavoce::text
