#include "text/number_zh.h"

#include <algorithm>
#include <array>

namespace vivavoce::text {
namespace {

constexpr std::array<std::string_view, 10> kDigits = {"零", "一", "二", "三", "四",
                                                      "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 4> kPlaces = {"", "十", "百", "千"};
constexpr std::array<std::string_view, 4> kMyriads = {"", "万", "亿", "万亿"};

// A group of up to four digits. 2 before 百 and 千 is 两; before 十 it is 二.
std::string Group(std::string_view digits) {
  std::string out;
  bool zero = false;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[i] - '0';
    const size_t place = digits.size() - 1 - i;
    if (digit == 0) {
      zero = !out.empty();
      continue;
    }
    if (zero) out += kDigits[0];
    zero = false;
    out += digit == 2 && place >= 2 ? std::string_view("两") : kDigits[static_cast<size_t>(digit)];
    out += kPlaces[place];
  }
  return out;
}

}  // namespace

std::string CardinalZh(std::string_view digits) {
  constexpr size_t kLongest = 16;
  const size_t first = digits.find_first_not_of('0');
  if (first == digits.npos) return std::string(kDigits[0]);
  digits.remove_prefix(first);
  if (digits.size() > kLongest) return DigitsZh(digits);
  std::string out;
  bool gap = false;
  for (size_t rest = digits.size(); rest > 0;) {
    const size_t size = (rest - 1) % 4 + 1;
    const std::string_view group = digits.substr(digits.size() - rest, size);
    rest -= size;
    const std::string spoken = Group(group);
    if (spoken.empty()) {
      gap = true;
      continue;
    }
    if (!out.empty() && (gap || group[0] == '0')) out += kDigits[0];
    gap = false;
    const bool liang = spoken == "二" && rest > 0;  // 两万, 两亿
    out += liang ? "两" : spoken;
    out += kMyriads[rest / 4];
  }
  if (out.starts_with("一十")) out.erase(0, std::string_view("一").size());
  return out;
}

std::string DigitsZh(std::string_view digits, bool telephone) {
  std::string out;
  for (const char c : digits) {
    if (c < '0' || c > '9') continue;
    out += c == '1' && telephone ? std::string_view("幺") : kDigits[static_cast<size_t>(c - '0')];
  }
  return out;
}

std::string DecimalZh(std::string_view number) {
  const size_t point = number.find('.');
  if (point == number.npos) return CardinalZh(number);
  return CardinalZh(number.substr(0, point)) + "点" + DigitsZh(number.substr(point + 1));
}

}  // namespace vivavoce::text
