#include "text/digit_groups_en.h"

#include "text/number_en.h"

namespace vivavoce::text {

// 555-123-4567, 555-1234, 1-800-555-1234
SpokenForm TelephoneEn(const TextCursor& cursor) {
  std::string spoken;
  size_t size = 0;
  size_t groups = 0;
  size_t total = 0;
  while (true) {
    const size_t count = cursor.DigitsAt(size);
    if (count == 0 || count > 4) return {};
    if (!spoken.empty()) spoken += ", ";
    spoken += DigitsEn(cursor.Rest().substr(size, count));
    size += count;
    total += count;
    ++groups;
    if (cursor.At(size) != '-' || !IsAsciiDigit(cursor.At(size + 1))) break;
    ++size;
  }
  const bool telephone = (groups == 3 && total == 10) || (groups == 4 && total == 11) ||
                         (groups == 2 && total == 7 && cursor.At(3) == '-');
  if (!telephone) return {};
  return {spoken, size};
}

SpokenForm FractionEn(const TextCursor& cursor) {
  const size_t first = cursor.DigitsAt(0);
  const size_t second = cursor.At(first) == '/' ? cursor.DigitsAt(first + 1) : 0;
  if (first == 0 || first > 2 || second == 0 || second > 3 ||
      cursor.At(first + 1 + second) == '/') {
    return {};
  }
  const std::string_view a = cursor.Rest().substr(0, first);
  const std::string_view b = cursor.Rest().substr(first + 1, second);
  const bool one = a == "1";
  std::string spoken = CardinalEn(a) + " ";
  if (b == "2") {
    spoken += one ? "half" : "halves";
  } else if (b == "4") {
    spoken += one ? "quarter" : "quarters";
  } else if (a == "24" && b == "7") {
    spoken += "seven";
  } else if (b.size() == 1 && b > "2" && a.size() == 1 && a < b) {
    spoken += OrdinalEn(b) + (one ? "" : "s");
  } else {
    spoken += "over " + CardinalEn(b);
  }
  return {spoken, first + 1 + second};
}

// 1.2.3, 192.168.0.1
SpokenForm VersionEn(const TextCursor& cursor) {
  std::string spoken;
  size_t size = 0;
  size_t groups = 0;
  while (cursor.DigitsAt(size) > 0) {
    const size_t count = cursor.DigitsAt(size);
    if (groups > 0) spoken += " point ";
    const std::string_view digits = cursor.Rest().substr(size, count);
    spoken += count > 2 || digits[0] == '0' ? DigitsEn(digits) : CardinalEn(digits);
    ++groups;
    size += count;
    if (cursor.At(size) != '.' || cursor.DigitsAt(size + 1) == 0) break;
    ++size;
  }
  if (groups < 3) return {};
  return {spoken, size};
}

}  // namespace vivavoce::text
