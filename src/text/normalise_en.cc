#include "text/normalise_en.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "text/abbreviations_en.h"
#include "text/address_en.h"
#include "text/date_time_en.h"
#include "text/digit_groups_en.h"
#include "text/money_en.h"
#include "text/number_en.h"
#include "text/sign_en.h"
#include "text/spoken_form.h"
#include "text/text_cursor.h"
#include "text/utf8.h"
#include "text/written_number.h"

namespace vivavoce::text {
namespace {

class EnglishNormaliser {
 public:
  explicit EnglishNormaliser(const AlignedText& text) : cursor_(text) {}

  AlignedText Run() {
    while (!cursor_.AtEnd()) {
      const char c = cursor_.Peek();
      if (IsAsciiDigit(c) ||
          (c == '.' && IsAsciiDigit(cursor_.Peek(1)) && !IsAsciiDigit(cursor_.Peek(-1)) &&
           !IsAsciiLetter(cursor_.Peek(-1)))) {
        ReadNumber();
      } else if (IsAsciiLetter(c)) {
        ReadWord();
      } else if (SpokenForm money = MoneyEn(cursor_)) {
        Say(std::move(money));
      } else if (SpokenForm telephone =
                     c == '+' || c == '(' ? TelephoneEn(cursor_) : SpokenForm()) {
        Say(std::move(telephone));
      } else if (const SpokenForm sign = SignEn(cursor_)) {
        SaySign(sign);
      } else {
        cursor_.Keep(DecodeUtf8At(cursor_.Rest(), 0).size);
      }
    }
    return cursor_.Take();
  }

 private:
  // A word of its own after letters: "GPT4" is "GPT four".
  void Say(SpokenForm form) {
    if (IsAsciiLetter(cursor_.Peek(-1))) form.spoken.insert(0, 1, ' ');
    if (IsAsciiLetter(cursor_.At(form.size))) form.spoken += ' ';
    cursor_.Say(form.spoken, form.size);
  }

  // Signs are words of their own, with one space on each side.
  void SaySign(const SpokenForm& sign) {
    std::string_view spoken = sign.spoken;
    const std::string& before = cursor_.out().text();
    if (spoken.starts_with(' ') && (before.empty() || before.ends_with(' '))) {
      spoken.remove_prefix(1);
    }
    const char after = cursor_.At(sign.size);
    if (spoken.ends_with(' ') && (after == ' ' || after == '\0')) spoken.remove_suffix(1);
    cursor_.Say(spoken, sign.size);
  }

  void ReadNumber() {
    for (const auto read :
         {DateEn, TimeOfDayEn, TelephoneEn, FeetAndInchesEn, FractionEn, VersionEn}) {
      if (SpokenForm form = read(cursor_)) return Say(std::move(form));
    }
    const auto [number, size] = WrittenNumberEn(cursor_, 0);
    const bool whole = number.find('.') == number.npos;
    const std::string_view letters = cursor_.LettersAt(size);
    if (whole && (letters == "st" || letters == "nd" || letters == "rd" || letters == "th")) {
      Say({OrdinalEn(number), size + 2});
      return;
    }
    const bool plural =
        (letters == "s" || (letters.empty() && cursor_.RestAfter(size).starts_with("'s"))) &&
        whole && (number.ends_with('0') || number.size() == 4);
    const bool plain = size == number.size();  // no thousands separator
    const bool year =
        whole && plain && IsYear(number) && !UnitFollows(size) && cursor_.At(size) != '%' &&
        letters != "x";
    if (plural) {
      Say({PluralEn(IsYear(number) ? YearEn(number) : CardinalEn(number)),
           size + (letters == "s" ? 1 : 2)});
      return;
    }
    std::string spoken;
    if (plain && whole && number.size() == 3 && previous_is_last_ && CallsForDigits()) {
      spoken = DigitsEn(number);
    } else if (plain && whole && number.size() == 3 && previous_is_last_ && NumbersThings()) {
      spoken = CodeEn(number);
    } else if (whole && number.size() > 1 && number[0] == '0') {
      spoken = DigitsEn(number);
    } else if (year) {
      spoken = YearEn(number);
    } else if (after_month_ && whole && number.size() <= 2) {
      spoken = OrdinalEn(number);
    } else {
      spoken = DecimalEn(number);
    }
    after_month_ = false;
    last_is_one_ = number == "1";
    const bool thousands = letters == "k" && number.size() <= 3;
    if (thousands) spoken += " thousand";
    Say({spoken, size + (thousands ? 1 : 0)});
    if (ReadTimes()) return;
    if (!ReadPercentOrUnit()) ReadRange();
  }

  // call 911
  bool CallsForDigits() const {
    static constexpr std::array<std::string_view, 6> kCalls = {"call", "Call",  "dial",
                                                               "Dial", "phone", "called"};
    return std::find(kCalls.begin(), kCalls.end(), previous_word_) != kCalls.end();
  }

  // room 101, Boeing 747
  bool NumbersThings() const {
    static constexpr std::array<std::string_view, 12> kThings = {
        "room", "Room", "flight", "Flight", "suite", "Suite",
        "Boeing", "Airbus", "highway", "Highway", "Route", "route"};
    return std::find(kThings.begin(), kThings.end(), previous_word_) != kThings.end();
  }

  // 3x4, 3 x 4: by; 10x: times; 1 1/2: and.
  bool ReadTimes() {
    const bool spaced = cursor_.out().text().ends_with(' ');  // Say() parted the x already
    const size_t space = cursor_.Peek() == ' ' ? 1 : 0;
    if (cursor_.LettersAt(space) == "x" || cursor_.LettersAt(space) == "X") {
      const size_t gap = cursor_.At(space + 1) == ' ' ? 1 : 0;
      if (IsAsciiDigit(cursor_.At(space + 1 + gap))) {
        // Without a gap the next number parts itself from the x.
        cursor_.Say(std::string(spaced ? "" : " ") + (gap == 0 ? "by" : "by "), space + 1 + gap);
        return true;
      }
      if (space == 0) {
        cursor_.Say(spaced ? "times" : " times", 1);
        return true;
      }
    }
    const size_t digits = space == 1 ? cursor_.DigitsAt(1) : 0;
    if (digits == 1 && cursor_.At(2) == '/' && cursor_.DigitsAt(3) == 1) {
      cursor_.Say(" and ", 1);
      return true;
    }
    return false;
  }

  static bool IsYear(std::string_view number) {
    return number.size() == 4 && number >= "1100" && number <= "2099" && number != "2000";
  }

  // The unit after a number, with or without one space; longest first.
  std::string_view UnitAt(size_t offset, size_t* size) const {
    const size_t space = cursor_.At(offset) == ' ' ? 1 : 0;
    const std::string_view rest = cursor_.RestAfter(offset + space);
    for (size_t length = std::min<size_t>(4, rest.size()); length >= 1; --length) {
      const std::string_view unit = rest.substr(0, length);
      if (length < rest.size() &&
          (IsAsciiLetter(rest[length]) || IsAsciiDigit(rest[length]) || rest[length] == '\'')) {
        continue;
      }
      // "5 s" or "3 h" could be anything.
      if (space > 0 && length == 1 && unit != "m" && unit != "W" && unit != "V" && unit != "L") {
        continue;
      }
      const std::string_view name = UnitName(unit, last_is_one_);
      if (name.empty()) continue;
      *size = space + length;
      return name;
    }
    return {};
  }

  bool UnitFollows(size_t offset) const {
    size_t size = 0;
    return !UnitAt(offset, &size).empty();
  }

  bool ReadPercentOrUnit() {
    if (cursor_.Peek() == '%') {
      cursor_.Say(" percent", 1);
      return true;
    }
    size_t size = 0;
    const std::string_view name = UnitAt(0, &size);
    if (name.empty()) return false;
    const bool spaced = cursor_.out().text().ends_with(' ');
    cursor_.Say(fmt::format("{}{}", spaced ? "" : " ", name), size);
    return true;
  }

  void ReadRange() {
    for (const std::string_view sign : {"-", "–", "~", ":"}) {
      const size_t second = cursor_.DigitsAt(sign.size());
      if (cursor_.Rest().starts_with(sign) && second > 0) {
        const bool sum = sign == "-" && cursor_.At(1 + second) == '=';
        cursor_.Say(sum ? " minus " : " to ", sign.size());
        return;
      }
    }
  }

  void ReadWord() {
    const bool start = !IsAsciiLetter(cursor_.Peek(-1));
    if (start) {
      if (SpokenForm address = AddressEn(cursor_)) return Say(std::move(address));
      if (const Abbreviation found = FindAbbreviation(cursor_.Rest()); found.size > 0) {
        // The dot of "etc." at the end of a sentence still ends it.
        const bool ends = cursor_.Rest().size() == found.size && cursor_.At(found.size - 1) == '.';
        cursor_.Say(std::string(found.spoken), found.size - (ends ? 1 : 0));
        after_month_ = IsMonthName(found.spoken.substr(0, found.spoken.find(' ')));
        return;
      }
    }
    const std::string_view word = cursor_.LettersAt(0);
    if (ReadRoman(word)) return;
    // v2.0
    if (start && (word == "v" || word == "V") && IsAsciiDigit(cursor_.At(1))) {
      cursor_.Say("version", 1);
      return;
    }
    const bool month = IsMonthName(word) && cursor_.RestAfter(word.size()).starts_with(' ') &&
                       IsAsciiDigit(cursor_.At(word.size() + 1));
    previous_word_ = std::string(word);
    previous_is_last_ = cursor_.At(word.size()) == ' ';
    cursor_.Keep(word.size());
    after_month_ = month && cursor_.DigitsAt(1) <= 2;
  }

  // World War II, Chapter IV; Henry VIII the eighth.
  bool ReadRoman(std::string_view word) {
    const bool first_war = word == "I" && cursor_.out().text().ends_with("World War ");
    const int value = first_war ? 1 : RomanValue(word);
    if (value == 0) return false;
    static constexpr std::array<std::string_view, 12> kNumbered = {
        "War",   "Chapter", "Part",  "Volume", "Act",    "Scene",
        "Phase", "Type",    "Level", "Book",   "Episode", "Bowl"};
    static constexpr std::array<std::string_view, 14> kRulers = {
        "Henry",  "Louis",   "Elizabeth", "Charles", "George",    "William", "James",
        "Edward", "Richard", "Philip",    "Francis", "Frederick", "Paul",    "Napoleon"};
    const std::string digits = std::to_string(value);
    if (std::find(kNumbered.begin(), kNumbered.end(), previous_word_) != kNumbered.end()) {
      cursor_.Say(CardinalEn(digits), word.size());
      return true;
    }
    if (std::find(kRulers.begin(), kRulers.end(), previous_word_) != kRulers.end()) {
      cursor_.Say("the " + OrdinalEn(digits), word.size());
      return true;
    }
    return false;
  }

  TextCursor cursor_;
  std::string previous_word_;
  bool previous_is_last_ = false;  // a space stands behind it
  bool after_month_ = false;
  bool last_is_one_ = false;
};

}  // namespace

AlignedText NormaliseEnglish(const AlignedText& text) { return EnglishNormaliser(text).Run(); }

std::string NormaliseEnglish(std::string_view text) {
  return NormaliseEnglish(AlignedText(text)).text();
}

}  // namespace vivavoce::text
