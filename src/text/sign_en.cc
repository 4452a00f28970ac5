#include "text/sign_en.h"

#include <array>
#include <utility>

namespace vivavoce::text {

SpokenForm SignEn(const TextCursor& cursor) {
  const std::string_view rest = cursor.Rest();
  const char before = cursor.Peek(-1);
  const bool digit_next = IsAsciiDigit(cursor.Peek(1));
  if (rest[0] == '-' && digit_next && !IsAsciiLetter(before) && !IsAsciiDigit(before) &&
      before != ')') {
    return {"minus ", 1};
  }
  // "COVID-19": the hyphen is not said.
  if (rest[0] == '-' && digit_next && IsAsciiLetter(before)) {
    return {" ", 1};
  }
  if (rest[0] == '#' && digit_next) {
    return {"number ", 1};
  }
  if (rest[0] == '~' && digit_next) {
    return {"about ", 1};
  }
  if (rest[0] == '#' && IsAsciiLetter(cursor.Peek(1)) && !IsAsciiLetter(before)) {
    return {"hashtag ", 1};
  }
  // The 'nineties.
  if (rest[0] == '\'' && cursor.DigitsAt(1) == 2 && cursor.At(3) == 's') return {"", 1};
  const bool spaced = before == ' ' && cursor.Peek(1) == ' ';
  if (rest[0] == '>' && spaced) return {"greater than", 1};
  if (rest[0] == '<' && spaced) return {"less than", 1};
  if (rest[0] == '^' && digit_next) return {" to the power of ", 1};
  if (rest[0] == '/' && IsAsciiLetter(before) && IsAsciiLetter(cursor.Peek(1))) {
    const bool lower = before >= 'a' && cursor.Peek(1) >= 'a';
    const bool and_or = rest.starts_with("/or") && cursor.out().text().ends_with("and");
    return {lower && !and_or ? " or " : " ", 1};
  }
  const bool after_digit = IsAsciiDigit(before);
  static constexpr std::pair<std::string_view, std::string_view> kParts[] = {
      {"½", "one half"}, {"¼", "one quarter"}, {"¾", "three quarters"}};
  for (const auto& [sign, spoken] : kParts) {
    if (rest.starts_with(sign)) {
      return {(after_digit ? " and " : "") + std::string(spoken), sign.size()};
    }
  }
  using Pair = std::pair<std::string_view, std::string_view>;
  static constexpr auto kSigns = std::to_array<Pair>({{"&", " and "},
                                                      {"+", " plus "},
                                                      {"=", " equals "},
                                                      {"@", " at "},
                                                      {"%", " percent"},
                                                      {"×", " times "},
                                                      {"÷", " divided by "},
                                                      {"−", " minus "},
                                                      {"±", " plus or minus "},
                                                      {"≈", " about "},
                                                      {"²", " squared"},
                                                      {"³", " cubed"},
                                                      {"¢", " cents"}});
  for (const auto& [sign, spoken] : kSigns) {
    if (!rest.starts_with(sign)) continue;
    return {std::string(spoken), sign.size()};
  }
  // 2*3; a lone star is mark-up.
  if (rest[0] == '*' && IsAsciiDigit(before) && digit_next) {
    return {" times ", 1};
  }
  return {};
}

}  // namespace vivavoce::text
