// Which language each stretch of a mixed sentence is read in. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace vivavoce::text {

struct LanguageSpan {
  Language language = Language::kEnglish;  // never kUnknown
  size_t begin = 0;                        // bytes, [begin, end); the spans cover the text
  size_t end = 0;

  friend bool operator==(const LanguageSpan&, const LanguageSpan&) = default;
};

// Ideographs are Chinese, Latin letters English. A number belongs to `language` unless words of the
// other one stand on both sides; a mark belongs to what is before it. `language` kUnknown: the
// dominant one, English when there is none.
std::vector<LanguageSpan> LanguageSpans(std::string_view text, Language language);

}  // namespace vivavoce::text
