// Numbers in Chinese characters. `digits` holds ASCII digits only. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

// 0 零, 10 十, 105 一百零五, 200 两百, 20000 两万, up to 16 digits; longer ones digit by digit.
std::string CardinalZh(std::string_view digits);

// 2024 二零二四. With `telephone`, 1 is 幺.
std::string DigitsZh(std::string_view digits, bool telephone = false);

// "3.14" 三点一四; a number without a point is a cardinal.
std::string DecimalZh(std::string_view number);

}  // namespace vivavoce::text
