// The languages vivavoce hears and speaks.
#pragma once

#include <string_view>

namespace vivavoce {

enum class Language { kUnknown, kEnglish, kChinese };

// ISO 639-1: "en", "zh"; "" for unknown.
constexpr std::string_view LanguageCode(Language language) {
  switch (language) {
    case Language::kEnglish:
      return "en";
    case Language::kChinese:
      return "zh";
    case Language::kUnknown:
      break;
  }
  return "";
}

// Accepts a code with or without a region ("zh", "zh-CN", "en_US"); anything else is kUnknown.
constexpr Language LanguageFromCode(std::string_view code) {
  const std::string_view head = code.substr(0, 2);
  if (code.size() > 2 && code[2] != '-' && code[2] != '_') return Language::kUnknown;
  if (head == "en") return Language::kEnglish;
  if (head == "zh") return Language::kChinese;
  return Language::kUnknown;
}

}  // namespace vivavoce
