#include "text/units_zh.h"

#include <array>
#include <utility>

#include "text/number_zh.h"
#include "text/written_number.h"

namespace vivavoce::text {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Longest first where one is the beginning of another.
constexpr auto kUnitsZh = std::to_array<Pair>({{"km/h", "公里每小时"},
                                             {"m/s", "米每秒"},
                                             {"km²", "平方公里"},
                                             {"m²", "平方米"},
                                             {"㎡", "平方米"},
                                             {"㎞", "公里"},
                                             {"㎏", "公斤"},
                                             {"㎝", "厘米"},
                                             {"㎜", "毫米"},
                                             {"m³", "立方米"},
                                             {"km", "公里"},
                                             {"kg", "公斤"},
                                             {"cm", "厘米"},
                                             {"mm", "毫米"},
                                             {"mg", "毫克"},
                                             {"ml", "毫升"},
                                             {"mL", "毫升"},
                                             {"kWh", "千瓦时"},
                                             {"kW", "千瓦"},
                                             {"kHz", "千赫"},
                                             {"MHz", "兆赫"},
                                             {"GHz", "吉赫"},
                                             {"Hz", "赫兹"},
                                             {"℃", "摄氏度"},
                                             {"°C", "摄氏度"},
                                             {"℉", "华氏度"},
                                             {"°F", "华氏度"},
                                             {"°", "度"},
                                             {"ms", "毫秒"},
                                             {"min", "分钟"},
                                             {"m", "米"},
                                             {"g", "克"},
                                             {"t", "吨"},
                                             {"L", "升"},
                                             {"h", "小时"},
                                             {"s", "秒"},
                                             {"W", "瓦"},
                                             {"V", "伏"}});
constexpr auto kCurrenciesZh =
    std::to_array<Pair>({{"¥", "元"}, {"￥", "元"}, {"$", "美元"}, {"€", "欧元"}, {"£", "英镑"}});

}  // namespace

// A unit right after a number, with or without a space.
SpokenForm UnitZh(const TextCursor& cursor) {
  const size_t space = cursor.Peek() == ' ' ? 1 : 0;
  for (const auto& [unit, spoken] : kUnitsZh) {
    const std::string_view rest = cursor.RestAfter(space);
    if (!rest.starts_with(unit)) continue;
    if (rest.size() > unit.size() && IsAsciiLetter(rest[unit.size()])) continue;
    // "5 s", "3 t" could be anything; "5s" is a unit.
    if (space > 0 && unit.size() == 1) continue;
    return {std::string(spoken), space + unit.size()};
  }
  return {};
}

// ¥100 一百元, $2.5万 两点五万美元
SpokenForm MoneyZh(const TextCursor& cursor) {
  for (const auto& [sign, name] : kCurrenciesZh) {
    if (!cursor.Rest().starts_with(sign) || cursor.DigitsAt(sign.size()) == 0) continue;
    const auto [number, digits_size] = WrittenNumberZh(cursor, sign.size());
    size_t size = sign.size() + digits_size;
    std::string spoken = number == "2" ? "两" : DecimalZh(number);
    for (const std::string_view scale : {"万", "亿", "千", "百"}) {
      while (cursor.RestAfter(size).starts_with(scale)) {
        spoken += scale;
        size += scale.size();
      }
    }
    return {spoken + std::string(name), size};
  }
  return {};
}

}  // namespace vivavoce::text
