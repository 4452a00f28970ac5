#include "text/digit_groups_zh.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "text/number_zh.h"

namespace vivavoce::text {

// 13812345678, 138-1234-5678, 138 1234 5678, +86 138 1234 5678, 010-12345678, 400-123-4567
SpokenForm TelephoneZh(const TextCursor& cursor) {
  std::string digits;
  size_t size = 0;
  std::string prefix;
  if (cursor.Rest().starts_with("+86")) {
    prefix = "加八六";
    size = 3;
    if (cursor.At(size) == ' ' || cursor.At(size) == '-') ++size;
  }
  size_t groups = 0;
  while (true) {
    const size_t count = cursor.DigitsAt(size);
    if (count == 0) break;
    digits += cursor.Rest().substr(size, count);
    size += count;
    ++groups;
    const char sign = cursor.At(size);
    const size_t next = cursor.DigitsAt(size + 1);
    // Spaces only where a mobile number has them: 138 1234 5678.
    const bool spaced = sign == ' ' && next == 4 && (digits.size() == 3 || digits.size() == 7) &&
                        digits[0] == '1';
    if (!(sign == '-' && next >= 3) && !spaced) break;
    ++size;
  }
  const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
  const bool landline = groups == 2 && digits[0] == '0' && digits.size() >= 10;
  const bool service = groups == 3 && digits.size() == 10 && digits[0] >= '4';
  if (!mobile && !landline && !service) return {};
  return {prefix + DigitsZh(digits, /*telephone=*/true), size};
}

// 1.2.3, 192.168.0.1: versions and addresses.
SpokenForm VersionZh(const TextCursor& cursor) {
  std::string spoken;
  size_t size = 0, groups = 0;
  while (cursor.DigitsAt(size) > 0) {
    const size_t count = cursor.DigitsAt(size);
    const std::string_view digits = cursor.Rest().substr(size, count);
    if (groups > 0) spoken += "点";
    spoken += count > 2 || digits[0] == '0' ? DigitsZh(digits) : CardinalZh(digits);
    ++groups;
    size += count;
    if (cursor.At(size) != '.' || cursor.DigitsAt(size + 1) == 0) break;
    ++size;
  }
  if (groups < 3) return {};
  return {spoken, size};
}

// 301室, 501 after 单元, 101路, G101次, CA1234, 110报警, 95588: digit by digit.
SpokenForm CodeZh(const TextCursor& cursor) {
  const size_t count = cursor.DigitsAt(0);
  if (count < 3 || count > 6) return {};
  const char point = cursor.At(count);
  if ((point == '.' || point == ',') && cursor.DigitsAt(count + 1) > 0) return {};
  const std::string_view digits = cursor.Rest().substr(0, count);
  const std::string_view after = cursor.RestAfter(count);
  const auto follows = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words,
                               [&](std::string_view word) { return after.starts_with(word); });
  };
  const bool letters = cursor.Peek(-1) >= 'A' && cursor.Peek(-1) <= 'Z';
  const bool two_letters = letters && cursor.Peek(-2) >= 'A' && cursor.Peek(-2) <= 'Z';
  const bool telephone = follows({"报警", "热线", "客服"}) ||
                         (letters && follows({"次"})) || (follows({"路"}) && count == 3) ||
                         (two_letters && count >= 3 && !IsAsciiLetter(cursor.Peek(-3))) ||
                         (count == 5 && digits.starts_with("955"));
  const bool room = follows({"室", "房", "教室", "包间"}) ||
                    cursor.out().text().ends_with("单元") || cursor.out().text().ends_with("房间");
  if (follows({"p", "P"}) && !IsAsciiLetter(cursor.At(count + 1))) {
    return {DigitsZh(digits), count};  // 1080p
  }
  if (!telephone && !room) return {};
  return {DigitsZh(digits, telephone), count};
}

// 1/2 二分之一, 3:2 三比二
SpokenForm FractionOrScoreZh(const TextCursor& cursor) {
  const size_t first = cursor.DigitsAt(0);
  const char sign = cursor.At(first);
  if (first > 3 || (sign != '/' && sign != ':')) return {};
  const size_t second = cursor.DigitsAt(first + 1);
  const char after = cursor.At(first + 1 + second);
  if (second < 1 || second > 3 || after == sign || after == '.') return {};
  const std::string a = CardinalZh(cursor.Rest().substr(0, first));
  const std::string b = CardinalZh(cursor.Rest().substr(first + 1, second));
  return {sign == '/' ? b + "分之" + a : a + "比" + b, first + 1 + second};
}

}  // namespace vivavoce::text
