// A Chinese phrase between two marks, as the stages of the Chinese front end pass it on: dictionary
// readings, then readings in context, then tones as they are spoken. Thread safety: plain values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "text/pinyin.h"

namespace vivavoce::text {

struct ChineseSyllable {
  char32_t character = 0;
  PinyinSyllable reading;
  size_t word = 0;  // index of the word in the phrase
  bool word_start = false;
  bool word_end = false;
  bool silent = false;  // a 儿 that colours the syllable before it
};

using ChinesePhrase = std::vector<ChineseSyllable>;

}  // namespace vivavoce::text
