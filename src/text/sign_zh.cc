#include "text/sign_zh.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "text/utf8.h"

namespace vivavoce::text {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr auto kSigns = std::to_array<Pair>({{"+", "加"},
                                             {"=", "等于"},
                                             {"×", "乘"},
                                             {"÷", "除以"},
                                             {"&", "和"},
                                             {"@", "艾特"},
                                             {"℃", "摄氏度"},
                                             {"℉", "华氏度"},
                                             {"%", "百分号"},
                                             {"≈", "约等于"},
                                             {"±", "正负"},
                                             {"㎡", "平方米"},
                                             {"m²", "平方米"},
                                             {"m³", "立方米"},
                                             {"²", "的平方"},
                                             {"³", "的立方"},
                                             {"½", "二分之一"},
                                             {"¼", "四分之一"},
                                             {"¾", "四分之三"},
                                             {"−", "减"}});
// Between numbers or letters of a formula only.
constexpr auto kComparisons = std::to_array<Pair>({{">", "大于"}, {"<", "小于"}, {"≥", "大于等于"},
                                                   {"≤", "小于等于"}, {"＞", "大于"}, {"＜", "小于"}});
constexpr auto kTops =
    std::to_array<std::string_view>({"com", "cn", "org", "net", "io", "edu", "gov", "ai", "top"});
constexpr std::array<std::string_view, 10> kCircled = {"一", "二", "三", "四", "五",
                                                       "六", "七", "八", "九", "十"};

bool IsPart(char c) { return IsAsciiDigit(c) || IsAsciiLetter(c); }

}  // namespace

SpokenForm SignZh(const TextCursor& cursor) {
  const std::string_view rest = cursor.Rest();
  const char before = cursor.Peek(-1);
  for (const auto& [sign, spoken] : kSigns) {
    if (!rest.starts_with(sign)) continue;
    // "5m²" is a unit; here it stands alone.
    if (sign[0] == 'm' && IsAsciiLetter(before)) continue;
    return {std::string(spoken), sign.size()};
  }
  for (const auto& [sign, spoken] : kComparisons) {
    if (!rest.starts_with(sign)) continue;
    size_t next = sign.size();
    while (cursor.At(next) == ' ') ++next;
    if (!IsPart(cursor.At(next)) || (!IsPart(before) && before != ' ')) return {};
    return {std::string(spoken), sign.size()};
  }
  for (const std::string_view sign : {"~", "～"}) {
    if (rest.starts_with(sign) && cursor.DigitsAt(sign.size()) > 0 && !IsAsciiDigit(before)) {
      return {cursor.out().text().ends_with("约") ? "" : "约", sign.size()};
    }
  }
  if (rest[0] == '#' && cursor.DigitsAt(1) > 0) return {"井号", 1};
  if (rest[0] == 'x' && IsAsciiDigit(before) && cursor.DigitsAt(1) > 0) return {"乘", 1};
  const Utf8Char c = DecodeUtf8At(rest, 0);
  if (c.code >= U'①' && c.code <= U'⑩') {
    return {std::string(kCircled[c.code - U'①']), c.size};
  }
  return {};
}

SpokenForm AddressDotZh(const TextCursor& cursor) {
  if (cursor.Peek() != '.' || !IsPart(cursor.Peek(-1))) return {};
  // "www." or a domain name follows, perhaps after more parts.
  if (cursor.out().text().ends_with("www")) return {"点", 1};
  size_t at = 1;
  while (true) {
    const std::string_view part = cursor.LettersAt(at);
    if (part.empty()) return {};
    const char after = cursor.At(at + part.size());
    if (after == '@') return {"点", 1};
    if (after != '.') {
      const bool known = std::ranges::find(kTops, part) != kTops.end();
      return known ? SpokenForm{"点", 1} : SpokenForm{};
    }
    at += part.size() + 1;
  }
}

}  // namespace vivavoce::text
