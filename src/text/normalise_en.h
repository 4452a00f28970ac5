// English text with numbers, dates, times, money, units, abbreviations and symbols written out as
// they are said ("$3.50" -> "three dollars and fifty cents"). Acronyms are left: the G2P spells
// them. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "text/aligned_text.h"

namespace vivavoce::text {

AlignedText NormaliseEnglish(const AlignedText& text);
std::string NormaliseEnglish(std::string_view text);

}  // namespace vivavoce::text
