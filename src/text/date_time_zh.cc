#include "text/date_time_zh.h"

#include "text/number_zh.h"

namespace vivavoce::text {

// 2024-05-06, 2024/5/6, 2024.5.6
SpokenForm DateZh(const TextCursor& cursor) {
  if (cursor.DigitsAt(0) != 4) return {};
  const char sign = cursor.Peek(4);
  if (sign != '-' && sign != '/' && sign != '.') return {};
  const size_t month = cursor.DigitsAt(5);
  if (month < 1 || month > 2 || cursor.At(5 + month) != sign) {
    return {};
  }
  const size_t day = cursor.DigitsAt(6 + month);
  if (day < 1 || day > 2) return {};
  const std::string_view rest = cursor.Rest();
  return {DigitsZh(rest.substr(0, 4)) + "年" + CardinalZh(rest.substr(5, month)) + "月" +
              CardinalZh(rest.substr(6 + month, day)) + "日",
          6 + month + day};
}

// 8:30, 20:05, 10:20:30
SpokenForm TimeOfDayZh(const TextCursor& cursor) {
  const size_t hours = cursor.DigitsAt(0);
  if (hours < 1 || hours > 2) return {};
  const std::string_view rest = cursor.Rest();
  const std::string_view colon = cursor.RestAfter(hours).starts_with("：") ? "：" : ":";
  if (!cursor.RestAfter(hours).starts_with(colon)) return {};
  const size_t begin = hours + colon.size();
  if (cursor.DigitsAt(begin) != 2) return {};
  const std::string_view minutes = rest.substr(begin, 2);
  const int hour = std::stoi(std::string(rest.substr(0, hours)));
  if (hour > 24 || minutes > "59") return {};
  std::string spoken = hour == 2 ? "两" : CardinalZh(rest.substr(0, hours));
  spoken += "点";
  size_t size = begin + 2;
  const bool seconds = cursor.RestAfter(size).starts_with(":") && cursor.DigitsAt(size + 1) == 2;
  if (minutes == "30" && !seconds) {
    spoken += "半";
  } else if (minutes != "00" || seconds) {
    if (minutes[0] == '0' && minutes != "00") spoken += "零";
    spoken += CardinalZh(minutes) + "分";
  }
  if (seconds) {
    spoken += CardinalZh(rest.substr(size + 1, 2)) + "秒";
    size += 3;
  }
  return {spoken, size};
}

}  // namespace vivavoce::text
