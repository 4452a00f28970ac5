#include "text/digit_groups_en.h"

#include "text/number_en.h"

namespace vivavoce::text {

// 555-123-4567, 555-1234, 1-800-555-1234, +1 555 123 4567, (555) 123-4567
SpokenForm TelephoneEn(const TextCursor& cursor) {
  const bool plus = cursor.At(0) == '+';
  const bool bracket = cursor.At(0) == '(';
  if (bracket && (cursor.DigitsAt(1) != 3 || cursor.At(4) != ')')) return {};
  std::string spoken;
  size_t size = plus || bracket ? 1 : 0;
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
    if (bracket && groups == 1) size += cursor.At(size + 1) == ' ' ? 1 : 0;
    const char sign = cursor.At(size);
    const bool joins = sign == '-' || (plus && sign == ' ') ||
                       (bracket && groups == 1 && (sign == ')' || sign == ' '));
    if (!joins || !IsAsciiDigit(cursor.At(size + 1))) break;
    ++size;
  }
  if (plus && groups >= 3 && total >= 9) return {"plus " + spoken, size};
  const bool telephone = (groups == 3 && total == 10) || (groups == 4 && total == 11) ||
                         (groups == 2 && total == 7 && cursor.At(3) == '-');
  if (!telephone) return {};
  return {spoken, size};
}

// 5'10", 6'2
SpokenForm FeetAndInchesEn(const TextCursor& cursor) {
  if (cursor.DigitsAt(0) != 1 || cursor.At(1) != '\'') return {};
  const size_t inches = cursor.DigitsAt(2);
  if (inches < 1 || inches > 2 || IsAsciiLetter(cursor.At(2 + inches))) return {};
  const bool quoted = cursor.At(2 + inches) == '"' || cursor.RestAfter(2 + inches).starts_with("”");
  const std::string_view rest = cursor.Rest();
  const size_t quote = !quoted ? 0 : cursor.At(2 + inches) == '"' ? 1 : 3;
  return {CardinalEn(rest.substr(0, 1)) + " feet " + CardinalEn(rest.substr(2, inches)) +
              (quoted ? " inches" : ""),
          2 + inches + quote};
}

// After "room", "flight" and the like: 101 one oh one, 747 seven forty seven.
std::string CodeEn(std::string_view three_digits) {
  const std::string first = CardinalEn(three_digits.substr(0, 1));
  if (three_digits.ends_with("00")) return first + " hundred";
  if (three_digits[1] == '0') return first + " oh " + CardinalEn(three_digits.substr(2));
  return first + " " + CardinalEn(three_digits.substr(1));
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
  } else if ((a == "9" && b == "11") || (a == "50" && b == "50")) {
    spoken += CardinalEn(b);
  } else if (b == "10" || (b.size() == 1 && b > "2" && a.size() == 1 && a < b)) {
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
