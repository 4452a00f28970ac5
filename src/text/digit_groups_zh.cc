#include "text/digit_groups_zh.h"

#include "text/number_zh.h"

namespace vivavoce::text {

// 13812345678, 138-1234-5678, 010-12345678, 400-123-4567
SpokenForm TelephoneZh(const TextCursor& cursor) {
  std::string digits;
  size_t size = 0;
  size_t groups = 0;
  while (true) {
    const size_t count = cursor.DigitsAt(size);
    if (count == 0) break;
    digits += cursor.Rest().substr(size, count);
    size += count;
    ++groups;
    if (cursor.At(size) != '-' || cursor.DigitsAt(size + 1) < 3) {
      break;
    }
    ++size;
  }
  const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
  const bool landline = groups == 2 && digits[0] == '0' && digits.size() >= 10;
  const bool service = groups == 3 && digits.size() == 10 && digits[0] >= '4';
  if (!mobile && !landline && !service) return {};
  return {DigitsZh(digits, /*telephone=*/true), size};
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
