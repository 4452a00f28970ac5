// Texts reduced to what was said, so that transcripts can be compared: lower case, full-width
// folded, no punctuation and no spacing between Chinese characters, numbers in one form. Thread
// safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::text {

// Units of comparison: a Latin word (apostrophes dropped), a single ideograph, a number. Chinese
// numerals written as runs of two or more digits (二零二四) and full-width digits become 0-9.
std::vector<std::string> ComparisonUnits(std::string_view text);

// The units joined: a space between two units only when both are Latin or digits.
// "Hello, World! 你好，２０２４" -> "hello world你好2024".
std::string NormalForm(std::string_view text);

}  // namespace vivavoce::text
