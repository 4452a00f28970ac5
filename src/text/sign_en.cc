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
  using Pair = std::pair<std::string_view, std::string_view>;
  static constexpr auto kSigns = std::to_array<Pair>({{"&", " and "},
                                                      {"+", " plus "},
                                                      {"=", " equals "},
                                                      {"@", " at "},
                                                      {"%", " percent"},
                                                      {"×", " times "},
                                                      {"÷", " divided by "},
                                                      {"−", " minus "},
                                                      {"½", " one half"},
                                                      {"¼", " one quarter"}});
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
