// Written short forms of English and what is said for them. Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <string_view>

namespace vivavoce::text {

struct Abbreviation {
  std::string_view spoken;  // empty: none here
  size_t size = 0;          // bytes taken, with the dot
};

// The abbreviation at the beginning of `rest`: titles (Mr. Smith), months (Jan. 5), Latin (e.g.,
// vs.). Precondition: the character before is no letter.
Abbreviation FindAbbreviation(std::string_view rest);

// "km" -> "kilometers" ("kilometer" with `singular`); empty for no unit.
std::string_view UnitName(std::string_view unit, bool singular);

bool IsMonthName(std::string_view word);

// A Roman numeral of at least two letters, I to XXXIX: its value, else 0.
int RomanValue(std::string_view word);

}  // namespace vivavoce::text
