#include "text/normal_form.h"

#include <cstddef>

#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

// Lower case of ASCII and Latin-1; other letters as they are.
char32_t Lower(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  return c;
}

// 0-9, or -1 when the character is no digit of a spelled-out number.
int HanDigit(char32_t c) {
  static constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
  if (c == U'〇') return 0;
  const size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

bool IsApostrophe(char32_t c) { return c == U'\'' || c == U'’' || c == U'‘'; }

bool IsAscii(const std::string& unit) {
  return !unit.empty() && static_cast<unsigned char>(unit[0]) < 0x80;
}

}  // namespace

std::vector<std::string> ComparisonUnits(std::string_view text) {
  std::u32string chars;
  for (const char32_t c : ToUtf32(text)) chars += Lower(FoldFullWidth(c));
  std::vector<std::string> units;
  for (size_t i = 0; i < chars.size();) {
    const Script script = ScriptOf(chars[i]);
    std::string unit;
    if (script == Script::kHan) {
      size_t end = i;
      while (end < chars.size() && HanDigit(chars[end]) >= 0) ++end;
      if (end - i < 2) end = i;
      for (; i < end; ++i) unit += static_cast<char>('0' + HanDigit(chars[i]));
      if (unit.empty()) AppendUtf8(unit, chars[i++]);
    } else if (script == Script::kLatin) {
      for (; i < chars.size(); ++i) {
        if (ScriptOf(chars[i]) == Script::kLatin) {
          AppendUtf8(unit, chars[i]);
        } else if (!IsApostrophe(chars[i])) {
          break;
        }
      }
    } else if (script == Script::kDigit) {
      for (; i < chars.size(); ++i) {
        const bool separator =
            chars[i] == U',' && i + 1 < chars.size() && ScriptOf(chars[i + 1]) == Script::kDigit;
        if (separator) continue;
        if (ScriptOf(chars[i]) != Script::kDigit) break;
        AppendUtf8(unit, chars[i]);
      }
    } else {
      ++i;
      continue;
    }
    units.push_back(std::move(unit));
  }
  return units;
}

std::string NormalForm(std::string_view text) {
  std::string out;
  bool after_ascii = false;
  for (const std::string& unit : ComparisonUnits(text)) {
    const bool ascii = IsAscii(unit);
    if (after_ascii && ascii) out += ' ';
    out += unit;
    after_ascii = ascii;
  }
  return out;
}

}  // namespace vivavoce::text
