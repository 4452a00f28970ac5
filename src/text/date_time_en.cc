#include "text/date_time_en.h"

#include <array>

#include "text/abbreviations_en.h"
#include "text/number_en.h"

namespace vivavoce::text {

namespace {

// 4 July 1976, 4 July
SpokenForm DayFirstEn(const TextCursor& cursor) {
  const size_t day = cursor.DigitsAt(0);
  if (day < 1 || day > 2 || cursor.At(day) != ' ') return {};
  const std::string_view month = cursor.LettersAt(day + 1);
  if (!IsMonthName(month)) return {};
  const std::string_view digits = cursor.Rest().substr(0, day);
  size_t size = day + 1 + month.size();
  const bool year = cursor.At(size) == ' ' && cursor.DigitsAt(size + 1) == 4;
  if (digits > "31" && day == 2) return {};
  if (!year && month == "May") return {};
  std::string spoken = "the " + OrdinalEn(digits) + " of " + std::string(month);
  if (year) {
    spoken += ", " + YearEn(cursor.Rest().substr(size + 1, 4));
    size += 5;
  }
  return {spoken, size};
}

// " pm", "a.m." at `offset`: " P.M." and its size.
SpokenForm MeridiemEn(const TextCursor& cursor, size_t offset) {
  const size_t space = cursor.At(offset) == ' ' ? 1 : 0;
  const char meridiem = static_cast<char>(cursor.At(offset + space) | 0x20);
  if (meridiem != 'a' && meridiem != 'p') return {};
  for (const std::string_view form : {".m.", "m", "M", ".M."}) {
    if (!cursor.RestAfter(offset + space + 1).starts_with(form)) continue;
    if (IsAsciiLetter(cursor.At(offset + space + 1 + form.size()))) continue;
    return {meridiem == 'a' ? " A.M." : " P.M.", space + 1 + form.size()};
  }
  return {};
}

}  // namespace

// 2024-05-06, 5/6/2024
SpokenForm DateEn(const TextCursor& cursor) {
  if (SpokenForm day_first = DayFirstEn(cursor)) return day_first;
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const size_t first = cursor.DigitsAt(0);
  const char sign = cursor.At(first);
  if ((sign != '-' && sign != '/') || first == 0) return {};
  const size_t second = cursor.DigitsAt(first + 1);
  if (second < 1 || second > 2 || cursor.At(first + 1 + second) != sign) return {};
  const size_t third = cursor.DigitsAt(first + second + 2);
  const std::string_view rest = cursor.Rest();
  const std::string_view a = rest.substr(0, first);
  const std::string_view b = rest.substr(first + 1, second);
  const std::string_view c = rest.substr(first + second + 2, third);
  const bool iso = first == 4 && third >= 1 && third <= 2;
  const bool american = first <= 2 && third == 4 && sign == '/';
  if (!iso && !american) return {};
  const std::string_view month = iso ? b : a;
  const std::string_view day = iso ? c : b;
  const size_t index = static_cast<size_t>(std::stoi(std::string(month)));
  if (index < 1 || index > 12) return {};
  return {std::string(kMonths[index - 1]) + " " + OrdinalEn(day) + ", " + YearEn(iso ? a : c),
          first + second + third + 2};
}

// 10:30, 8:05 pm, 12:00, 5 pm
SpokenForm TimeOfDayEn(const TextCursor& cursor) {
  const size_t hours = cursor.DigitsAt(0);
  if (hours < 1 || hours > 2) return {};
  const std::string_view hour = cursor.Rest().substr(0, hours);
  if (cursor.At(hours) != ':') {
    const SpokenForm half = MeridiemEn(cursor, hours);
    if (!half || (hours == 2 && hour > "12")) return {};
    return {CardinalEn(hour) + half.spoken, hours + half.size};
  }
  if (cursor.DigitsAt(hours + 1) != 2) return {};
  const std::string_view minutes = cursor.RestAfter(hours + 1).substr(0, 2);
  const size_t size = hours + 3;
  if (cursor.At(size) == ':' || minutes > "59" || hour > "24") {
    if (hours == 2) return {};
  }
  std::string spoken = CardinalEn(hour);
  const SpokenForm half = MeridiemEn(cursor, size);
  if (minutes == "00") {
    if (!half) spoken += " o'clock";
  } else {
    spoken += minutes[0] == '0' ? " oh " : " ";
    spoken += CardinalEn(minutes);
  }
  return {spoken + half.spoken, size + half.size};
}

}  // namespace vivavoce::text
