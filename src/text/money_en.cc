#include "text/money_en.h"

#include <fmt/format.h>

#include <array>

#include "text/number_en.h"
#include "text/written_number.h"

namespace vivavoce::text {
namespace {

struct Currency {
  std::string_view sign;
  std::string_view unit, units;
  std::string_view cent, cents;
};
constexpr auto kCurrencies = std::to_array<Currency>({{"$", "dollar", "dollars", "cent", "cents"},
                                                      {"£", "pound", "pounds", "penny", "pence"},
                                                      {"€", "euro", "euros", "cent", "cents"},
                                                      {"¥", "yuan", "yuan", "fen", "fen"}});

}  // namespace

SpokenForm MoneyEn(const TextCursor& cursor) {
  for (const Currency& currency : kCurrencies) {
    if (!cursor.Rest().starts_with(currency.sign)) continue;
    if (cursor.DigitsAt(currency.sign.size()) == 0) return {};
    const WrittenNumber written = WrittenNumberEn(cursor, currency.sign.size());
    const std::string& number = written.digits;
    size_t size = currency.sign.size() + written.size;
    const size_t point = number.find('.');
    const std::string whole = number.substr(0, point);
    const std::string decimals = point == number.npos ? "" : number.substr(point + 1);
    std::string scale;
    for (const std::string_view name : {"thousand", "million", "billion", "trillion"}) {
      if (cursor.RestAfter(size).starts_with(fmt::format(" {}", name))) scale = name;
    }
    if (!scale.empty()) {
      size += scale.size() + 1;
    } else if (cursor.LettersAt(size) == "k" || cursor.LettersAt(size) == "K") {
      scale = "thousand", size += 1;
    } else if (cursor.LettersAt(size) == "M" || cursor.LettersAt(size) == "m") {
      scale = "million", size += 1;
    } else if (cursor.LettersAt(size) == "B" || cursor.LettersAt(size) == "bn") {
      scale = "billion", size += cursor.LettersAt(size).size();
    }
    std::string spoken;
    if (!scale.empty()) {
      spoken = DecimalEn(number) + " " + scale + " " + std::string(currency.units);
    } else if (decimals.size() == 2) {
      const bool some = whole.find_first_not_of('0') != whole.npos;
      if (some) {
        spoken =
            CardinalEn(whole) + " " + std::string(whole == "1" ? currency.unit : currency.units);
      }
      if (decimals != "00") {
        spoken += fmt::format("{}{} {}", some ? " and " : "", CardinalEn(decimals),
                              decimals == "01" ? currency.cent : currency.cents);
      }
      if (spoken.empty()) spoken = "zero " + std::string(currency.units);
    } else {
      spoken =
          DecimalEn(number) + " " + std::string(number == "1" ? currency.unit : currency.units);
    }
    return {spoken, size};
  }
  return {};
}

}  // namespace vivavoce::text
