#include "text/normalise_zh.h"

#include <algorithm>
#include <array>

#include "text/date_time_zh.h"
#include "text/digit_groups_zh.h"
#include "text/number_zh.h"
#include "text/sign_zh.h"
#include "text/spoken_form.h"
#include "text/text_cursor.h"
#include "text/units_zh.h"
#include "text/utf8.h"
#include "text/written_number.h"

namespace vivavoce::text {
namespace {

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

class ChineseNormaliser {
 public:
  explicit ChineseNormaliser(const AlignedText& text) : cursor_(text) {}

  AlignedText Run() {
    while (!cursor_.AtEnd()) {
      if (IsAsciiDigit(cursor_.Peek())) {
        ReadNumber();
      } else if (!(cursor_.Peek() == '+' && Say(TelephoneZh(cursor_))) && !Say(MoneyZh(cursor_)) &&
                 !ReadSign()) {
        cursor_.Keep(DecodeUtf8At(cursor_.Rest(), 0).size);
      }
    }
    return cursor_.Take();
  }

 private:
  // Whether there was something to say.
  bool Say(const SpokenForm& form) {
    if (form) cursor_.Say(form.spoken, form.size);
    return static_cast<bool>(form);
  }

  bool After(std::string_view mark) const { return cursor_.out().text().ends_with(mark); }

  void ReadNumber() {
    for (const auto read :
         {DateZh, TimeOfDayZh, TelephoneZh, FractionOrScoreZh, VersionZh, CodeZh}) {
      if (Say(read(cursor_))) return;
    }
    const auto [number, size] = WrittenNumberZh(cursor_, 0);
    const bool whole = number.find('.') == number.npos;
    const std::string_view rest = cursor_.RestAfter(size);
    const char32_t next = CharacterAt(rest);
    const bool letters_before = IsAsciiLetter(cursor_.Peek(-1));
    if (next == U'%' || next == U'％') {
      cursor_.Say("百分之" + DecimalZh(number), size + DecodeUtf8At(rest, 0).size);
      ReadRange();
      return;
    }
    if (next == U'‰') {
      cursor_.Say("千分之" + DecimalZh(number), size + DecodeUtf8At(rest, 0).size);
      return;
    }
    // 98年 is a year, 80后 those born in its decade; 20年 is a length of time.
    const bool decade = rest.starts_with("后") && !rest.starts_with("后来") && number.size() == 2 &&
                        (number[1] == '0' || number[1] == '5') &&
                        (number >= "70" || number[0] == '0');
    const bool short_year = next == U'年' && number.size() == 2 && number >= "80" &&
                            !rest.starts_with("年代") && !rest.starts_with("年前");
    const bool era = After("公元") || After("公元前");
    // 1米75, 3块50: what follows is read digit by digit.
    const bool part = whole && number.size() == 2 && (After("米") || After("块")) && after_measure_;
    if (whole && (decade || short_year || (era && next == U'年') || part)) {
      cursor_.Say(DigitsZh(number), size);
      after_measure_ = false;
      return;
    }
    after_measure_ = whole && (rest.starts_with("米") || rest.starts_with("块"));
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
    // 2km 两公里, but 2℃ 二摄氏度.
    if (number == "2" && !letters_before && CountsUnits(size)) spoken = "两";
    cursor_.Say(spoken, size);
    if (Say(UnitZh(cursor_))) return;
    ReadRange();
  }

  // Whether a unit that is counted stands behind the number.
  bool CountsUnits(size_t size) const {
    const std::string_view unit = cursor_.LettersAt(size);
    return unit == "km" || unit == "kg" || unit == "L" || unit == "h" || unit == "g";
  }

  // 打110, but 110号 and 120元.
  bool IsServiceNumber(const std::string& number) const {
    if (!After("打") && !After("拨") && !After("电话") && !After("热线")) return false;
    return std::find(kServiceNumbers.begin(), kServiceNumbers.end(), number) !=
           kServiceNumbers.end();
  }

  // 3-5, 3~5: 到. The second number is read next.
  void ReadRange() {
    for (const std::string_view sign : {"-", "~", "～", "–", "—"}) {
      const size_t second = cursor_.DigitsAt(sign.size());
      if (cursor_.Rest().starts_with(sign) && second > 0 && !cursor_.Rest().starts_with("——")) {
        const bool sum = sign == "-" && cursor_.At(1 + second) == '=';
        cursor_.Say(sum ? "减" : "到", sign.size());
        return;
      }
    }
  }

  // 2020-2024年: both are years.
  bool ReadYearRange(const std::string& first) {
    for (const std::string_view sign : {"-", "~", "～", "–", "—", "至", "到"}) {
      const size_t second = 4 + sign.size();
      if (cursor_.RestAfter(4).starts_with(sign) && cursor_.DigitsAt(second) == 4 &&
          cursor_.RestAfter(second + 4).starts_with("年")) {
        cursor_.Say(DigitsZh(first), 4);
        cursor_.Say(sign == "至" ? "至" : "到", sign.size());
        return true;
      }
    }
    return false;
  }

  bool ReadSign() {
    const std::string_view rest = cursor_.Rest();
    const bool after_number = !cursor_.out().text().empty() && IsAsciiDigit(cursor_.Peek(-1));
    const char next = cursor_.Peek(1);
    if (rest[0] == '-' && IsAsciiDigit(next) && !after_number && !IsAsciiLetter(cursor_.Peek(-1))) {
      const size_t digits = cursor_.DigitsAt(1);
      const std::string_view unit = cursor_.RestAfter(1 + digits);
      const bool cold = unit.starts_with("℃") || unit.starts_with("°C") || unit.starts_with("度");
      cursor_.Say(cold ? "零下" : "负", 1);
      return true;
    }
    return Say(AddressDotZh(cursor_)) || Say(SignZh(cursor_));
  }

  TextCursor cursor_;
  bool after_measure_ = false;  // the last number was one of 米 or 块
};

}  // namespace

AlignedText NormaliseChinese(const AlignedText& text) { return ChineseNormaliser(text).Run(); }

std::string NormaliseChinese(std::string_view text) {
  return NormaliseChinese(AlignedText(text)).text();
}

}  // namespace vivavoce::text
