// What grapheme-to-phoneme conversion produces: symbols of the alphabet Kokoro was trained on, and
// which stretch of them says which word of the text. Thread safety: plain values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vivavoce::text {

struct PhonemeWord {
  size_t text_begin = 0;  // bytes of the text that was converted, [begin, end)
  size_t text_end = 0;
  size_t phoneme_begin = 0;  // indices into PhonemeText::phonemes, [begin, end), never empty
  size_t phoneme_end = 0;

  friend bool operator==(const PhonemeWord&, const PhonemeWord&) = default;
};

// `phonemes` holds one symbol per element, so that an index is a token position. `words` is in
// order and does not overlap in either direction: an entry is an English word, a Chinese character,
// or a number or abbreviation as it was written ("3.5", "Dr.").
struct PhonemeText {
  std::u32string phonemes;
  std::vector<PhonemeWord> words;
};

}  // namespace vivavoce::text
