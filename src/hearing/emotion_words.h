// Plain words of feeling in Chinese and English: what somebody says of their mood. Threads: pure.
#pragma once

#include <string_view>

namespace vivavoce::hearing {

struct FeelingWords {
  int glad = 0;
  int sad = 0;
  int tired = 0;
  int angry = 0;
  int hurried = 0;
  int afraid = 0;
};

// Counts; a negation right before a word ("not happy", "不开心") turns glad into sad and voids others.
FeelingWords FindFeelingWords(std::string_view words);

}  // namespace vivavoce::hearing
