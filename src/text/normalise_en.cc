#include "text/normalise_en.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "text/abbreviations_en.h"
#include "text/number_en.h"
#include "text/text_cursor.h"
#include "text/utf8.h"

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

class Normaliser {
 public:
  explicit Normaliser(const AlignedText& text) : cursor_(text) {}

  AlignedText Run() {
    while (!cursor_.AtEnd()) {
      const char c = cursor_.Peek();
      if (IsAsciiDigit(c) ||
          (c == '.' && IsAsciiDigit(cursor_.Peek(1)) && !IsAsciiDigit(cursor_.Peek(-1)) &&
           !IsAsciiLetter(cursor_.Peek(-1)))) {
        ReadNumber();
      } else if (IsAsciiLetter(c)) {
        ReadWord();
      } else if (!ReadCurrency() && !ReadSign()) {
        cursor_.Keep(DecodeUtf8At(cursor_.Rest(), 0).size);
      }
    }
    return cursor_.Take();
  }

 private:
  std::string_view RestAfter(size_t size) const {
    return cursor_.Rest().substr(std::min(size, cursor_.Rest().size()));
  }
  char At(size_t offset) const { return cursor_.Peek(static_cast<ptrdiff_t>(offset)); }

  std::string_view LettersAt(size_t offset) const {
    const std::string_view rest = RestAfter(offset);
    size_t size = 0;
    while (size < rest.size() && IsAsciiLetter(rest[size])) ++size;
    return rest.substr(0, size);
  }

  // A word of its own after letters: "GPT4" is "GPT four".
  void Say(std::string spoken, size_t size) {
    if (IsAsciiLetter(cursor_.Peek(-1))) spoken.insert(0, 1, ' ');
    if (IsAsciiLetter(At(size))) spoken += ' ';
    cursor_.Say(spoken, size);
  }

  std::string Number(size_t offset, size_t* size) const {
    size_t end = offset + cursor_.DigitsAt(offset);
    std::string number(RestAfter(offset).substr(0, end - offset));
    while (At(end) == ',' && cursor_.DigitsAt(end + 1) == 3 &&
           (end > offset + 3 || number.size() <= 3)) {
      number += RestAfter(end + 1).substr(0, 3);
      end += 4;
    }
    if (At(end) == '.' && cursor_.DigitsAt(end + 1) > 0) {
      const size_t decimals = cursor_.DigitsAt(end + 1);
      number += RestAfter(end).substr(0, decimals + 1);
      end += decimals + 1;
    }
    *size = end - offset;
    return number;
  }

  void ReadNumber() {
    if (ReadDate() || ReadTime() || ReadTelephone() || ReadFraction() || ReadVersion()) return;
    size_t size = 0;
    const std::string number = Number(0, &size);
    const bool whole = number.find('.') == number.npos;
    const std::string_view letters = LettersAt(size);
    if (whole && (letters == "st" || letters == "nd" || letters == "rd" || letters == "th")) {
      Say(OrdinalEn(number), size + 2);
      return;
    }
    const bool plural =
        (letters == "s" || (letters.empty() && RestAfter(size).starts_with("'s"))) && whole &&
        (number.ends_with('0') || number.size() == 4);
    const bool plain = size == number.size();  // no thousands separator
    const bool year = whole && plain && IsYear(number) && !UnitFollows(size) && At(size) != '%';
    if (plural) {
      Say(PluralEn(IsYear(number) ? YearEn(number) : CardinalEn(number)),
          size + (letters == "s" ? 1 : 2));
      return;
    }
    std::string spoken;
    if (whole && number.size() > 1 && number[0] == '0') {
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
    Say(spoken, size);
    if (!ReadPercentOrUnit()) ReadRange();
  }

  static bool IsYear(std::string_view number) {
    return number.size() == 4 && number >= "1100" && number <= "2099" && number != "2000";
  }

  // The unit after a number, with or without one space; longest first.
  std::string_view UnitAt(size_t offset, size_t* size) const {
    const size_t space = At(offset) == ' ' ? 1 : 0;
    const std::string_view rest = RestAfter(offset + space);
    for (size_t length = std::min<size_t>(4, rest.size()); length >= 1; --length) {
      const std::string_view unit = rest.substr(0, length);
      if (length < rest.size() &&
          (IsAsciiLetter(rest[length]) || IsAsciiDigit(rest[length]) || rest[length] == '\'')) {
        continue;
      }
      // "5 s" or "3 m" could be anything.
      if (space > 0 && length == 1) continue;
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
      if (cursor_.Rest().starts_with(sign) && cursor_.DigitsAt(sign.size()) > 0) {
        cursor_.Say(" to ", sign.size());
        return;
      }
    }
  }

  // 2024-05-06, 5/6/2024
  bool ReadDate() {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    const size_t first = cursor_.DigitsAt(0);
    const char sign = At(first);
    if ((sign != '-' && sign != '/') || first == 0) return false;
    const size_t second = cursor_.DigitsAt(first + 1);
    if (second < 1 || second > 2 || At(first + 1 + second) != sign) return false;
    const size_t third = cursor_.DigitsAt(first + second + 2);
    const std::string_view rest = cursor_.Rest();
    const std::string_view a = rest.substr(0, first);
    const std::string_view b = rest.substr(first + 1, second);
    const std::string_view c = rest.substr(first + second + 2, third);
    const bool iso = first == 4 && third >= 1 && third <= 2;
    const bool american = first <= 2 && third == 4 && sign == '/';
    if (!iso && !american) return false;
    const std::string_view month = iso ? b : a;
    const std::string_view day = iso ? c : b;
    const size_t index = static_cast<size_t>(std::stoi(std::string(month)));
    if (index < 1 || index > 12) return false;
    Say(std::string(kMonths[index - 1]) + " " + OrdinalEn(day) + ", " + YearEn(iso ? a : c),
        first + second + third + 2);
    return true;
  }

  // 10:30, 8:05 pm, 12:00
  bool ReadTime() {
    const size_t hours = cursor_.DigitsAt(0);
    if (hours < 1 || hours > 2 || At(hours) != ':' || cursor_.DigitsAt(hours + 1) != 2) {
      return false;
    }
    const std::string_view minutes = RestAfter(hours + 1).substr(0, 2);
    size_t size = hours + 3;
    if (At(size) == ':' || minutes > "59" || cursor_.Rest().substr(0, hours) > "24") {
      if (hours == 2) return false;
    }
    std::string spoken = CardinalEn(cursor_.Rest().substr(0, hours));
    std::string half;
    size_t half_size = 0;
    const size_t space = At(size) == ' ' ? 1 : 0;
    const char meridiem = static_cast<char>(At(size + space) | 0x20);
    if (meridiem == 'a' || meridiem == 'p') {
      for (const std::string_view form : {".m.", "m", "M", ".M."}) {
        if (!RestAfter(size + space + 1).starts_with(form)) continue;
        if (IsAsciiLetter(At(size + space + 1 + form.size()))) continue;
        half = meridiem == 'a' ? " A.M." : " P.M.";
        half_size = space + 1 + form.size();
        break;
      }
    }
    if (minutes == "00") {
      if (half.empty()) spoken += " o'clock";
    } else {
      spoken += minutes[0] == '0' ? " oh " : " ";
      spoken += CardinalEn(minutes);
    }
    Say(spoken + half, size + half_size);
    return true;
  }

  // 555-123-4567, 555-1234, 1-800-555-1234
  bool ReadTelephone() {
    std::string spoken;
    size_t size = 0;
    size_t groups = 0;
    size_t total = 0;
    while (true) {
      const size_t count = cursor_.DigitsAt(size);
      if (count == 0 || count > 4) return false;
      if (!spoken.empty()) spoken += ", ";
      spoken += DigitsEn(cursor_.Rest().substr(size, count));
      size += count;
      total += count;
      ++groups;
      if (At(size) != '-' || !IsAsciiDigit(At(size + 1))) break;
      ++size;
    }
    const bool telephone = (groups == 3 && total == 10) || (groups == 4 && total == 11) ||
                           (groups == 2 && total == 7 && At(3) == '-');
    if (!telephone) return false;
    Say(spoken, size);
    return true;
  }

  bool ReadFraction() {
    const size_t first = cursor_.DigitsAt(0);
    const size_t second = At(first) == '/' ? cursor_.DigitsAt(first + 1) : 0;
    if (first == 0 || first > 2 || second == 0 || second > 3 || At(first + 1 + second) == '/') {
      return false;
    }
    const std::string_view a = cursor_.Rest().substr(0, first);
    const std::string_view b = cursor_.Rest().substr(first + 1, second);
    const bool one = a == "1";
    std::string spoken = CardinalEn(a) + " ";
    if (b == "2") {
      spoken += one ? "half" : "halves";
    } else if (b == "4") {
      spoken += one ? "quarter" : "quarters";
    } else if (a == "24" && b == "7") {
      spoken += "seven";
    } else if (b.size() == 1 && b > "2" && a.size() == 1 && a < b) {
      spoken += OrdinalEn(b) + (one ? "" : "s");
    } else {
      spoken += "over " + CardinalEn(b);
    }
    Say(spoken, first + 1 + second);
    return true;
  }

  // 1.2.3, 192.168.0.1
  bool ReadVersion() {
    std::string spoken;
    size_t size = 0;
    size_t groups = 0;
    while (cursor_.DigitsAt(size) > 0) {
      const size_t count = cursor_.DigitsAt(size);
      if (groups > 0) spoken += " point ";
      const std::string_view digits = cursor_.Rest().substr(size, count);
      spoken += count > 2 || digits[0] == '0' ? DigitsEn(digits) : CardinalEn(digits);
      ++groups;
      size += count;
      if (At(size) != '.' || cursor_.DigitsAt(size + 1) == 0) break;
      ++size;
    }
    if (groups < 3) return false;
    Say(spoken, size);
    return true;
  }

  bool ReadCurrency() {
    for (const Currency& currency : kCurrencies) {
      if (!cursor_.Rest().starts_with(currency.sign)) continue;
      if (cursor_.DigitsAt(currency.sign.size()) == 0) return false;
      size_t size = 0;
      const std::string number = Number(currency.sign.size(), &size);
      size += currency.sign.size();
      const size_t point = number.find('.');
      const std::string whole = number.substr(0, point);
      const std::string decimals = point == number.npos ? "" : number.substr(point + 1);
      std::string scale;
      for (const std::string_view name : {"thousand", "million", "billion", "trillion"}) {
        if (RestAfter(size).starts_with(fmt::format(" {}", name))) scale = name;
      }
      if (!scale.empty()) {
        size += scale.size() + 1;
      } else if (LettersAt(size) == "k" || LettersAt(size) == "K") {
        scale = "thousand", size += 1;
      } else if (LettersAt(size) == "M" || LettersAt(size) == "m") {
        scale = "million", size += 1;
      } else if (LettersAt(size) == "B" || LettersAt(size) == "bn") {
        scale = "billion", size += LettersAt(size).size();
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
      Say(spoken, size);
      return true;
    }
    return false;
  }

  bool ReadSign() {
    const std::string_view rest = cursor_.Rest();
    const char before = cursor_.Peek(-1);
    const bool digit_next = IsAsciiDigit(cursor_.Peek(1));
    if (rest[0] == '-' && digit_next && !IsAsciiLetter(before) && !IsAsciiDigit(before) &&
        before != ')') {
      cursor_.Say("minus ", 1);
      return true;
    }
    // "COVID-19": the hyphen is not said.
    if (rest[0] == '-' && digit_next && IsAsciiLetter(before)) {
      cursor_.Say(" ", 1);
      return true;
    }
    if (rest[0] == '#' && digit_next) {
      cursor_.Say("number ", 1);
      return true;
    }
    if (rest[0] == '~' && digit_next) {
      cursor_.Say("about ", 1);
      return true;
    }
    using Pair = std::pair<std::string_view, std::string_view>;
    static constexpr auto kSigns = std::to_array<Pair>({{"&", " and "},
                                                        {"+", " plus "},
                                                        {"=", " equals "},
                                                        {"@", " at "},
                                                        {"%", " percent"},
                                                        {"×", " times "},
                                                        {"÷", " divided by "},
                                                        {"−", " minus "},
                                                        {"½", " one half"},
                                                        {"¼", " one quarter"}});
    for (const auto& [sign, spoken] : kSigns) {
      if (!rest.starts_with(sign)) continue;
      cursor_.Say(spoken, sign.size());
      return true;
    }
    // 2*3; a lone star is mark-up.
    if (rest[0] == '*' && IsAsciiDigit(before) && digit_next) {
      cursor_.Say(" times ", 1);
      return true;
    }
    return false;
  }

  void ReadWord() {
    const bool start = !IsAsciiLetter(cursor_.Peek(-1));
    if (start) {
      if (const Abbreviation found = FindAbbreviation(cursor_.Rest()); found.size > 0) {
        // The dot of "etc." at the end of a sentence still ends it.
        const bool ends = cursor_.Rest().size() == found.size && found.spoken == "et cetera";
        cursor_.Say(std::string(found.spoken), found.size - (ends ? 1 : 0));
        after_month_ = IsMonthName(found.spoken);
        return;
      }
    }
    const std::string_view word = LettersAt(0);
    if (ReadDomain(word) || ReadRoman(word)) return;
    const bool month = IsMonthName(word) && RestAfter(word.size()).starts_with(' ') &&
                       IsAsciiDigit(At(word.size() + 1));
    previous_word_ = std::string(word);
    cursor_.Keep(word.size());
    after_month_ = month && cursor_.DigitsAt(1) <= 2;
  }

  // example.com: the dot is said.
  bool ReadDomain(std::string_view word) {
    if (At(word.size()) != '.') return false;
    const std::string_view top = LettersAt(word.size() + 1);
    static constexpr std::array<std::string_view, 9> kTops = {"com", "org", "net", "io", "cn",
                                                              "edu", "gov", "ai",  "dev"};
    if (std::find(kTops.begin(), kTops.end(), top) == kTops.end()) return false;
    cursor_.Keep(word.size());
    cursor_.Say(" dot ", 1);
    return true;
  }

  // World War II, Chapter IV; Henry VIII the eighth.
  bool ReadRoman(std::string_view word) {
    const int value = RomanValue(word);
    if (value == 0) return false;
    static constexpr std::array<std::string_view, 11> kNumbered = {
        "War",   "Chapter", "Part",  "Volume", "Act",    "Scene",
        "Phase", "Type",    "Level", "Book",   "Episode"};
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
  bool after_month_ = false;
  bool last_is_one_ = false;
};

}  // namespace

AlignedText NormaliseEnglish(const AlignedText& text) { return Normaliser(text).Run(); }

std::string NormaliseEnglish(std::string_view text) {
  return NormaliseEnglish(AlignedText(text)).text();
}

}  // namespace vivavoce::text
