#include "hearing/token_loop.h"

#include <algorithm>

namespace vivavoce::hearing {
namespace {

constexpr size_t kMinRepeats = 3;
constexpr size_t kMinTokens = 12;
constexpr size_t kMaxPeriod = 16;  // tokens; about one sentence

}  // namespace

size_t LoopedTail(std::span<const int32_t> tokens) {
  for (size_t period = 1; period <= kMaxPeriod && period * kMinRepeats <= tokens.size(); ++period) {
    size_t same = 0;  // tokens at the end that equal the one a period before
    while (same + period < tokens.size() &&
           tokens[tokens.size() - 1 - same] == tokens[tokens.size() - 1 - same - period]) {
      ++same;
    }
    const size_t covered = same + period;
    if (covered >= std::max(kMinTokens, kMinRepeats * period)) return covered - period;
  }
  return 0;
}

}  // namespace vivavoce::hearing
