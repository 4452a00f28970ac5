#include "text/normalise_zh.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/number_zh.h"
#include "text/text_cursor.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Longest first where one is the beginning of another.
constexpr auto kUnits = std::to_array<Pair>({{"km/h", "公里每小时"},
                                             {"m/s", "米每秒"},
                                             {"km²", "平方公里"},
                                             {"m²", "平方米"},
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
constexpr auto kCurrencies =
    std::to_array<Pair>({{"¥", "元"}, {"￥", "元"}, {"$", "美元"}, {"€", "欧元"}, {"£", "英镑"}});
// After these a single 2 is 两.
constexpr std::u32string_view kMeasures =
    U"个只位本天次人岁块条张件点分秒家间把杯碗双对辆台部首封口座种样场句段片朵棵群门遍回下步斤里米"
    U"公克吨周半倍瓶支枝匹头颗粒幅套排层笔篇道份顿趟声毛元小星";
constexpr auto kServiceNumbers =
    std::to_array<std::string_view>({"110", "112", "114", "119", "120", "122", "911", "10000",
                                     "10010", "10086", "12306", "12315", "12345"});

char32_t CharacterAt(std::string_view text) {
  return text.empty() ? U'\0' : DecodeUtf8At(text, 0).code;
}

class Normaliser {
 public:
  explicit Normaliser(const AlignedText& text) : cursor_(text) {}

  AlignedText Run() {
    while (!cursor_.AtEnd()) {
      if (IsAsciiDigit(cursor_.Peek())) {
        ReadNumber();
      } else if (!ReadCurrency() && !ReadSign()) {
        cursor_.Keep(DecodeUtf8At(cursor_.Rest(), 0).size);
      }
    }
    return cursor_.Take();
  }

 private:
  bool After(std::string_view mark) const { return cursor_.out().text().ends_with(mark); }

  // The number at the cursor: digits, thousands separated by commas, one decimal point. `size`
  // bytes.
  std::string Number(size_t offset, size_t* size) const {
    size_t end = offset + cursor_.DigitsAt(offset);
    std::string number(cursor_.Rest().substr(offset, end - offset));
    while (cursor_.Peek(static_cast<ptrdiff_t>(end)) == ',' && number.size() <= 15 &&
           cursor_.DigitsAt(end + 1) == 3 && (end > offset + 3 || number.size() <= 3)) {
      number += cursor_.Rest().substr(end + 1, 3);
      end += 4;
    }
    if (cursor_.Peek(static_cast<ptrdiff_t>(end)) == '.') {
      const size_t decimals = cursor_.DigitsAt(end + 1);
      const bool another = cursor_.Peek(static_cast<ptrdiff_t>(end + 1 + decimals)) == '.' &&
                           cursor_.DigitsAt(end + 2 + decimals) > 0;
      if (decimals > 0 && !another) {
        number += cursor_.Rest().substr(end, decimals + 1);
        end += decimals + 1;
      }
    }
    *size = end - offset;
    return number;
  }

  std::string_view RestAfter(size_t size) const {
    return cursor_.Rest().substr(std::min(size, cursor_.Rest().size()));
  }

  void ReadNumber() {
    if (ReadDate() || ReadTime() || ReadTelephone() || ReadFractionOrScore()) return;
    size_t size = 0;
    const std::string number = Number(0, &size);
    const bool whole = number.find('.') == number.npos;
    const std::string_view rest = RestAfter(size);
    const char32_t next = CharacterAt(rest);
    const bool letters_before = IsAsciiLetter(cursor_.Peek(-1));
    if (next == U'%' || next == U'％') {
      cursor_.Say("百分之" + DecimalZh(number), size + DecodeUtf8At(rest, 0).size);
      return;
    }
    if (next == U'‰') {
      cursor_.Say("千分之" + DecimalZh(number), size + DecodeUtf8At(rest, 0).size);
      return;
    }
    if (whole && next == U'年' && (number.size() == 4 || number[0] == '0') && number.size() > 1) {
      cursor_.Say(DigitsZh(number), size);
      return;
    }
    if (whole && number.size() == 4 && ReadYearRange(number)) return;
    if (whole && (IsServiceNumber(number) || (number.size() > 1 && number[0] == '0'))) {
      cursor_.Say(DigitsZh(number, number[0] != '0' || number.size() > 3), size);
      return;
    }
    std::string spoken = DecimalZh(number);
    // 2个 两个, but 第2个, 12个, 2月, 2号.
    const bool counted = kMeasures.find(next) != std::u32string_view::npos && next != 0;
    if (number == "2" && !letters_before && !After("第") && !After("周") && !After("星期") &&
        (counted || (next == U'年' && !rest.starts_with("年级")) || rest.starts_with("千") ||
         rest.starts_with("万") || rest.starts_with("亿") || rest.starts_with("百"))) {
      spoken = "两";
    }
    cursor_.Say(spoken, size);
    if (ReadUnit()) return;
    ReadRange();
  }

  // 打110, but 110号 and 120元.
  bool IsServiceNumber(const std::string& number) const {
    if (!After("打") && !After("拨") && !After("电话") && !After("热线")) return false;
    return std::find(kServiceNumbers.begin(), kServiceNumbers.end(), number) !=
           kServiceNumbers.end();
  }

  // A unit right after a number, with or without a space.
  bool ReadUnit() {
    const size_t space = cursor_.Peek() == ' ' ? 1 : 0;
    for (const auto& [unit, spoken] : kUnits) {
      const std::string_view rest = RestAfter(space);
      if (!rest.starts_with(unit)) continue;
      if (rest.size() > unit.size() && IsAsciiLetter(rest[unit.size()])) continue;
      // "5 s", "3 t" could be anything; "5s" is a unit.
      if (space > 0 && unit.size() == 1) continue;
      cursor_.Say(spoken, space + unit.size());
      return true;
    }
    return false;
  }

  // 3-5, 3~5: 到. The second number is read next.
  void ReadRange() {
    for (const std::string_view sign : {"-", "~", "～", "–", "—"}) {
      if (cursor_.Rest().starts_with(sign) && cursor_.DigitsAt(sign.size()) > 0 &&
          !cursor_.Rest().starts_with("——")) {
        cursor_.Say("到", sign.size());
        return;
      }
    }
  }

  // 2020-2024年: both are years.
  bool ReadYearRange(const std::string& first) {
    for (const std::string_view sign : {"-", "~", "～", "–", "—", "至", "到"}) {
      const size_t second = 4 + sign.size();
      if (RestAfter(4).starts_with(sign) && cursor_.DigitsAt(second) == 4 &&
          RestAfter(second + 4).starts_with("年")) {
        cursor_.Say(DigitsZh(first), 4);
        cursor_.Say(sign == "至" ? "至" : "到", sign.size());
        return true;
      }
    }
    return false;
  }

  // 2024-05-06, 2024/5/6, 2024.5.6
  bool ReadDate() {
    if (cursor_.DigitsAt(0) != 4) return false;
    const char sign = cursor_.Peek(4);
    if (sign != '-' && sign != '/' && sign != '.') return false;
    const size_t month = cursor_.DigitsAt(5);
    if (month < 1 || month > 2 || cursor_.Peek(static_cast<ptrdiff_t>(5 + month)) != sign) {
      return false;
    }
    const size_t day = cursor_.DigitsAt(6 + month);
    if (day < 1 || day > 2) return false;
    const std::string_view rest = cursor_.Rest();
    cursor_.Say(DigitsZh(rest.substr(0, 4)) + "年" + CardinalZh(rest.substr(5, month)) + "月" +
                    CardinalZh(rest.substr(6 + month, day)) + "日",
                6 + month + day);
    return true;
  }

  // 8:30, 20:05, 10:20:30
  bool ReadTime() {
    const size_t hours = cursor_.DigitsAt(0);
    if (hours < 1 || hours > 2) return false;
    const std::string_view rest = cursor_.Rest();
    const std::string_view colon = RestAfter(hours).starts_with("：") ? "：" : ":";
    if (!RestAfter(hours).starts_with(colon)) return false;
    const size_t begin = hours + colon.size();
    if (cursor_.DigitsAt(begin) != 2) return false;
    const std::string_view minutes = rest.substr(begin, 2);
    const int hour = std::stoi(std::string(rest.substr(0, hours)));
    if (hour > 24 || minutes > "59") return false;
    std::string spoken = hour == 2 ? "两" : CardinalZh(rest.substr(0, hours));
    spoken += "点";
    size_t size = begin + 2;
    const bool seconds = RestAfter(size).starts_with(":") && cursor_.DigitsAt(size + 1) == 2;
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
    cursor_.Say(spoken, size);
    return true;
  }

  // 13812345678, 138-1234-5678, 010-12345678, 400-123-4567
  bool ReadTelephone() {
    std::string digits;
    size_t size = 0;
    size_t groups = 0;
    while (true) {
      const size_t count = cursor_.DigitsAt(size);
      if (count == 0) break;
      digits += cursor_.Rest().substr(size, count);
      size += count;
      ++groups;
      if (cursor_.Peek(static_cast<ptrdiff_t>(size)) != '-' || cursor_.DigitsAt(size + 1) < 3) {
        break;
      }
      ++size;
    }
    const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
    const bool landline = groups == 2 && digits[0] == '0' && digits.size() >= 10;
    const bool service = groups == 3 && digits.size() == 10 && digits[0] >= '4';
    if (!mobile && !landline && !service) return false;
    cursor_.Say(DigitsZh(digits, /*telephone=*/true), size);
    return true;
  }

  // 1/2 二分之一, 3:2 三比二
  bool ReadFractionOrScore() {
    const size_t first = cursor_.DigitsAt(0);
    const char sign = cursor_.Peek(static_cast<ptrdiff_t>(first));
    if (first > 3 || (sign != '/' && sign != ':')) return false;
    const size_t second = cursor_.DigitsAt(first + 1);
    const char after = cursor_.Peek(static_cast<ptrdiff_t>(first + 1 + second));
    if (second < 1 || second > 3 || after == sign || after == '.') return false;
    const std::string a = CardinalZh(cursor_.Rest().substr(0, first));
    const std::string b = CardinalZh(cursor_.Rest().substr(first + 1, second));
    cursor_.Say(sign == '/' ? b + "分之" + a : a + "比" + b, first + 1 + second);
    return true;
  }

  // ¥100 一百元, $2.5万 两点五万美元
  bool ReadCurrency() {
    for (const auto& [sign, name] : kCurrencies) {
      if (!cursor_.Rest().starts_with(sign) || cursor_.DigitsAt(sign.size()) == 0) continue;
      size_t size = 0;
      const std::string number = Number(sign.size(), &size);
      std::string spoken = number == "2" ? "两" : DecimalZh(number);
      size += sign.size();
      for (const std::string_view scale : {"万", "亿", "千", "百"}) {
        while (RestAfter(size).starts_with(scale)) {
          spoken += scale;
          size += scale.size();
        }
      }
      cursor_.Say(spoken + std::string(name), size);
      return true;
    }
    return false;
  }

  bool ReadSign() {
    const std::string_view rest = cursor_.Rest();
    const bool after_number = !cursor_.out().text().empty() && IsAsciiDigit(cursor_.Peek(-1));
    const char next = cursor_.Peek(1);
    if (rest[0] == '-' && IsAsciiDigit(next) && !after_number && !IsAsciiLetter(cursor_.Peek(-1))) {
      const size_t digits = cursor_.DigitsAt(1);
      const std::string_view unit = RestAfter(1 + digits);
      const bool cold = unit.starts_with("℃") || unit.starts_with("°C") || unit.starts_with("度");
      cursor_.Say(cold ? "零下" : "负", 1);
      return true;
    }
    static constexpr auto kSigns = std::to_array<Pair>({{"+", "加"},
                                                        {"=", "等于"},
                                                        {"×", "乘"},
                                                        {"÷", "除以"},
                                                        {"&", "和"},
                                                        {"@", "艾特"},
                                                        {"℃", "摄氏度"},
                                                        {"℉", "华氏度"},
                                                        {"%", "百分号"},
                                                        {"−", "减"}});
    for (const auto& [sign, spoken] : kSigns) {
      if (!rest.starts_with(sign)) continue;
      cursor_.Say(spoken, sign.size());
      return true;
    }
    return false;
  }

  TextCursor cursor_;
};

}  // namespace

AlignedText NormaliseChinese(const AlignedText& text) { return Normaliser(text).Run(); }

std::string NormaliseChinese(std::string_view text) {
  return NormaliseChinese(AlignedText(text)).text();
}

}  // namespace vivavoce::text
