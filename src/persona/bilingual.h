// Texts and lists of lines in the two languages of the product. Plain values.
#pragma once

#include <string>
#include <vector>

#include "base/language.h"

namespace vivavoce::persona {

// A text in both languages; either may be empty, then the other stands in.
struct Bilingual {
  std::string en;
  std::string zh;

  const std::string& For(Language language) const {
    const bool chinese = language == Language::kChinese;
    if (chinese) return zh.empty() ? en : zh;
    return en.empty() ? zh : en;
  }
  bool empty() const { return en.empty() && zh.empty(); }
  friend bool operator==(const Bilingual&, const Bilingual&) = default;
};

// Lines by language. Unlike a text, a line that is spoken as it stands has no stand-in: an English
// greeting is worse than none in a Chinese conversation. kUnknown gets English.
struct Lines {
  std::vector<std::string> en;
  std::vector<std::string> zh;

  const std::vector<std::string>& For(Language language) const {
    return language == Language::kChinese ? zh : en;
  }
  bool empty() const { return en.empty() && zh.empty(); }
  friend bool operator==(const Lines&, const Lines&) = default;
};

}  // namespace vivavoce::persona
