// Finds the loop a decoder falls into ("Ever tried, ever tried, ever tried ...").
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vivavoce::hearing {

// When the tokens end in a repeated run, how many tokens at the end to drop so that the run stays
// once; 0 when they do not. A run counts when it occurs at least three times in a row and covers at
// least twelve tokens: people do say "no, no, no" and "哈哈哈哈".
size_t LoopedTail(std::span<const int32_t> tokens);

}  // namespace vivavoce::hearing
