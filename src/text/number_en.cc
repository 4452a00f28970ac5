#include "text/number_en.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vivavoce::text {
namespace {

constexpr std::array<std::string_view, 20> kSmall = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 10> kTens = {
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::array<std::string_view, 5> kGroups = {"", "thousand", "million", "billion",
                                                     "trillion"};

void AppendWord(std::string& out, std::string_view word) {
  if (word.empty()) return;
  if (!out.empty()) out += ' ';
  out += word;
}

std::string Below1000(size_t value) {
  std::string out;
  if (value >= 100) {
    AppendWord(out, kSmall[value / 100]);
    AppendWord(out, "hundred");
  }
  const size_t rest = value % 100;
  if (rest >= 20) {
    AppendWord(out, kTens[rest / 10]);
    if (rest % 10 > 0) AppendWord(out, kSmall[rest % 10]);
  } else if (rest > 0) {
    AppendWord(out, kSmall[rest]);
  }
  return out;
}

size_t Value(std::string_view digits) {
  size_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<size_t>(c - '0');
  return value;
}

}  // namespace

std::string CardinalEn(std::string_view digits) {
  constexpr size_t kLongest = 15;
  const size_t first = digits.find_first_not_of('0');
  if (first == digits.npos) return std::string(kSmall[0]);
  digits.remove_prefix(first);
  if (digits.size() > kLongest) return DigitsEn(digits);
  std::string out;
  for (size_t rest = digits.size(); rest > 0;) {
    const size_t size = (rest - 1) % 3 + 1;
    const size_t value = Value(digits.substr(digits.size() - rest, size));
    rest -= size;
    if (value == 0) continue;
    AppendWord(out, Below1000(value));
    AppendWord(out, kGroups[rest / 3]);
  }
  return out;
}

std::string OrdinalEn(std::string_view digits) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kIrregular = {
      {{"one", "first"},
       {"two", "second"},
       {"three", "third"},
       {"five", "fifth"},
       {"eight", "eighth"},
       {"nine", "ninth"},
       {"twelve", "twelfth"}}};
  std::string words = CardinalEn(digits);
  const size_t space = words.rfind(' ');
  const size_t last = space == words.npos ? 0 : space + 1;
  for (const auto& [cardinal, ordinal] : kIrregular) {
    if (std::string_view(words).substr(last) == cardinal) {
      return words.substr(0, last) + std::string(ordinal);
    }
  }
  if (words.ends_with('y')) {
    words.back() = 'i';
    words += 'e';
  }
  return words + "th";
}

std::string DigitsEn(std::string_view digits) {
  std::string out;
  for (const char c : digits) {
    if (c >= '0' && c <= '9') AppendWord(out, kSmall[static_cast<size_t>(c - '0')]);
  }
  return out;
}

std::string DecimalEn(std::string_view number) {
  const size_t point = number.find('.');
  if (point == number.npos) return CardinalEn(number);
  std::string out = point == 0 ? "" : CardinalEn(number.substr(0, point));
  AppendWord(out, "point");
  AppendWord(out, DigitsEn(number.substr(point + 1)));
  return out;
}

std::string YearEn(std::string_view digits) {
  if (digits.size() != 4) return CardinalEn(digits);
  const size_t century = Value(digits.substr(0, 2));
  const size_t rest = Value(digits.substr(2));
  if (century % 10 == 0 && rest < 10) return CardinalEn(digits);
  std::string out = CardinalEn(digits.substr(0, 2));
  if (rest == 0) {
    AppendWord(out, "hundred");
  } else {
    if (rest < 10) AppendWord(out, "oh");
    AppendWord(out, CardinalEn(digits.substr(2)));
  }
  return out;
}

std::string PluralEn(std::string words) {
  if (words.ends_with('y')) {
    words.pop_back();
    return words + "ies";
  }
  return words + (words.ends_with('x') ? "es" : "s");
}

}  // namespace vivavoce::text
