// Numbers in English words. `digits` holds ASCII digits only. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

// "one hundred twenty three", up to 15 digits; longer ones digit by digit.
std::string CardinalEn(std::string_view digits);
// "twenty first"
std::string OrdinalEn(std::string_view digits);
// "two zero four"
std::string DigitsEn(std::string_view digits);
// "3.14": "three point one four"
std::string DecimalEn(std::string_view number);
// Four digits: 1984 "nineteen eighty four", 1905 "nineteen oh five", 2000 "two thousand", 2024
// "twenty twenty four".
std::string YearEn(std::string_view digits);
// "twenty" -> "twenties", "two" -> "twos"
std::string PluralEn(std::string words);

}  // namespace vivavoce::text
