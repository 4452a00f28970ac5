#include "text/abbreviations_en.h"

#include <algorithm>
#include <array>
#include <string>

namespace vivavoce::text {
namespace {

enum class Needs { kNothing, kCapital, kDigit };  // what must follow for it to be one

struct Entry {
  std::string_view written;
  std::string_view spoken;
  Needs needs = Needs::kNothing;
};

constexpr auto kAbbreviations = std::to_array<Entry>({
    {"Mr.", "Mister"},
    {"Mrs.", "Missus"},
    {"Ms.", "Miz"},
    {"Dr.", "Doctor"},
    {"Prof.", "Professor"},
    {"St.", "Saint", Needs::kCapital},
    {"St.", "Street"},
    {"Ave.", "Avenue"},
    {"Blvd.", "Boulevard"},
    {"Rd.", "Road"},
    {"Mt.", "Mount", Needs::kCapital},
    {"Ft.", "Fort", Needs::kCapital},
    {"Lt.", "Lieutenant"},
    {"Gov.", "Governor", Needs::kCapital},
    {"Sen.", "Senator", Needs::kCapital},
    {"Dept.", "Department"},
    {"Co.", "Company"},
    {"Inc.", "Incorporated"},
    {"Ltd.", "Limited"},
    {"Corp.", "Corporation"},
    {"Mon.", "Monday"},
    {"Tue.", "Tuesday"},
    {"Tues.", "Tuesday"},
    {"Wed.", "Wednesday"},
    {"Thu.", "Thursday"},
    {"Thurs.", "Thursday"},
    {"Fri.", "Friday"},
    {"Capt.", "Captain"},
    {"Sgt.", "Sergeant"},
    {"Gen.", "General", Needs::kCapital},
    {"Rev.", "Reverend"},
    {"Jr.", "Junior"},
    {"Sr.", "Senior"},
    {"Mr ", "Mister "},
    {"Mrs ", "Missus "},
    {"Dr ", "Doctor ", Needs::kCapital},
    {"vs.", "versus"},
    {"etc.", "et cetera"},
    {"e.g.", "for example"},
    {"i.e.", "that is"},
    {"approx.", "approximately"},
    {"No.", "number", Needs::kDigit},
    {"no.", "number", Needs::kDigit},
    {"Vol.", "volume", Needs::kDigit},
    {"vol.", "volume", Needs::kDigit},
    {"Fig.", "figure", Needs::kDigit},
    {"fig.", "figure", Needs::kDigit},
    {"pp.", "pages", Needs::kDigit},
    {"p.", "page", Needs::kDigit},
    {"ch.", "chapter", Needs::kDigit},
    {"Ch.", "chapter", Needs::kDigit},
    {"est.", "established", Needs::kDigit},
    {"Jan.", "January", Needs::kDigit},
    {"Feb.", "February", Needs::kDigit},
    {"Mar.", "March", Needs::kDigit},
    {"Apr.", "April", Needs::kDigit},
    {"Jan ", "January ", Needs::kDigit},
    {"Feb ", "February ", Needs::kDigit},
    {"Mar ", "March ", Needs::kDigit},
    {"Apr ", "April ", Needs::kDigit},
    {"Jun ", "June ", Needs::kDigit},
    {"Jul ", "July ", Needs::kDigit},
    {"Aug ", "August ", Needs::kDigit},
    {"Sep ", "September ", Needs::kDigit},
    {"Sept ", "September ", Needs::kDigit},
    {"Oct ", "October ", Needs::kDigit},
    {"Nov ", "November ", Needs::kDigit},
    {"Dec ", "December ", Needs::kDigit},
    {"Aug.", "August", Needs::kDigit},
    {"Sept.", "September", Needs::kDigit},
    {"Oct.", "October", Needs::kDigit},
    {"Nov.", "November", Needs::kDigit},
    {"Dec.", "December", Needs::kDigit},
    {"w/o ", "without "},
    {"w/ ", "with "},
});

struct Unit {
  std::string_view written;
  std::string_view singular;
  std::string_view plural;
};

constexpr auto kUnits = std::to_array<Unit>({{"km/h", "kilometer per hour", "kilometers per hour"},
                                             {"kph", "kilometer per hour", "kilometers per hour"},
                                             {"mph", "mile per hour", "miles per hour"},
                                             {"m/s", "meter per second", "meters per second"},
                                             {"km", "kilometer", "kilometers"},
                                             {"kg", "kilogram", "kilograms"},
                                             {"cm", "centimeter", "centimeters"},
                                             {"mm", "millimeter", "millimeters"},
                                             {"mg", "milligram", "milligrams"},
                                             {"ml", "milliliter", "milliliters"},
                                             {"mL", "milliliter", "milliliters"},
                                             {"ms", "millisecond", "milliseconds"},
                                             {"min", "minute", "minutes"},
                                             {"mins", "minute", "minutes"},
                                             {"hr", "hour", "hours"},
                                             {"hrs", "hour", "hours"},
                                             {"sec", "second", "seconds"},
                                             {"ft", "foot", "feet"},
                                             {"lb", "pound", "pounds"},
                                             {"lbs", "pound", "pounds"},
                                             {"oz", "ounce", "ounces"},
                                             {"mi", "mile", "miles"},
                                             {"yd", "yard", "yards"},
                                             {"Hz", "hertz", "hertz"},
                                             {"kHz", "kilohertz", "kilohertz"},
                                             {"MHz", "megahertz", "megahertz"},
                                             {"GHz", "gigahertz", "gigahertz"},
                                             {"Mbps", "megabit per second", "megabits per second"},
                                             {"Gbps", "gigabit per second", "gigabits per second"},
                                             {"fps", "frame per second", "frames per second"},
                                             {"kcal", "kilocalorie", "kilocalories"},
                                             {"m²", "square meter", "square meters"},
                                             {"km²", "square kilometer", "square kilometers"},
                                             {"m³", "cubic meter", "cubic meters"},
                                             {"in.", "inch", "inches"},
                                             {"KB", "kilobyte", "kilobytes"},
                                             {"MB", "megabyte", "megabytes"},
                                             {"GB", "gigabyte", "gigabytes"},
                                             {"TB", "terabyte", "terabytes"},
                                             {"kW", "kilowatt", "kilowatts"},
                                             {"kWh", "kilowatt hour", "kilowatt hours"},
                                             {"°C", "degree Celsius", "degrees Celsius"},
                                             {"°F", "degree Fahrenheit", "degrees Fahrenheit"},
                                             {"℃", "degree Celsius", "degrees Celsius"},
                                             {"℉", "degree Fahrenheit", "degrees Fahrenheit"},
                                             {"°", "degree", "degrees"},
                                             {"m", "meter", "meters"},
                                             {"g", "gram", "grams"},
                                             {"L", "liter", "liters"},
                                             {"W", "watt", "watts"},
                                             {"V", "volt", "volts"},
                                             {"s", "second", "seconds"},
                                             {"h", "hour", "hours"}});

bool Follows(std::string_view rest, Needs needs) {
  const size_t next = rest.find_first_not_of(' ');
  if (needs == Needs::kNothing) return true;
  if (next == rest.npos) return false;
  const char c = rest[next];
  return needs == Needs::kDigit ? c >= '0' && c <= '9' : c >= 'A' && c <= 'Z';
}

}  // namespace

Abbreviation FindAbbreviation(std::string_view rest) {
  for (const Entry& entry : kAbbreviations) {
    if (!rest.starts_with(entry.written)) continue;
    const std::string_view after = rest.substr(entry.written.size());
    if (Follows(after, entry.needs)) return {entry.spoken, entry.written.size()};
  }
  return {};
}

std::string_view UnitName(std::string_view unit, bool singular) {
  for (const Unit& entry : kUnits) {
    if (entry.written == unit) return singular ? entry.singular : entry.plural;
  }
  return {};
}

bool IsMonthName(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return std::find(kMonths.begin(), kMonths.end(), word) != kMonths.end();
}

int RomanValue(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kOnes = {"",  "I",  "II",  "III",  "IV",
                                                             "V", "VI", "VII", "VIII", "IX"};
  static constexpr std::array<std::string_view, 10> kTens = {"",  "X",  "XX",  "XXX",  "XL",
                                                             "L", "LX", "LXX", "LXXX", "XC"};
  if (word.size() < 2) return 0;
  const size_t split = std::min(word.find_first_of("IV"), word.size());
  // The X of IX belongs to the ones.
  const auto tens = std::find(kTens.begin(), kTens.end(), word.substr(0, split));
  const auto ones = std::find(kOnes.begin(), kOnes.end(), word.substr(split));
  if (tens == kTens.end() || ones == kOnes.end()) return 0;
  return static_cast<int>(10 * (tens - kTens.begin()) + (ones - kOnes.begin()));
}

}  // namespace vivavoce::text
