// "Did you mean": the known word that a misspelt one is nearest to. Pure.
#pragma once

#include <span>
#include <string_view>

namespace vivavoce::persona {

// By edit distance with swaps of neighbours (optimal string alignment), at most a third of the
// word's length and at most 3. "" when nothing is near. Words longer than 64 bytes have no
// neighbours.
std::string_view ClosestWord(std::string_view word, std::span<const std::string_view> known);

}  // namespace vivavoce::persona
