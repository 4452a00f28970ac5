// Chinese text with everything that is not characters written out as it is said: numbers, dates,
// times, money, units, telephone numbers. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "text/aligned_text.h"

namespace vivavoce::text {

AlignedText NormaliseChinese(const AlignedText& text);
std::string NormaliseChinese(std::string_view text);

}  // namespace vivavoce::text
