// A pronunciation as authors write it, in the voice's alphabet. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::speaking {

// Pinyin syllables ("chong2 qing4", "chóng qìng"), or IPA, or the voice's own symbols. Symbols the
// voice does not know are left out; empty when nothing is left.
std::u32string PhonemesFromNotation(std::string_view notation);

}  // namespace vivavoce::speaking
