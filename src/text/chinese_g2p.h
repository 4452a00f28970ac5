// Chinese text to phonemes: words, readings in context, tones in connected speech, IPA.
// Thread safety: const calls from any thread.
#pragma once

#include <memory>
#include <string_view>

#include "text/phoneme_text.h"
#include "text/pinyin_dictionary.h"
#include "text/word_segmenter.h"

namespace vivavoce::text {

enum class ChineseTones {
  kSpoken,      // with sandhi, neutral tones, erhua and readings in context
  kDictionary,  // each word as the dictionary lists it: what misaki's v1.0 front end gives
};

class ChineseG2p {
 public:
  ChineseG2p(std::shared_ptr<const WordSegmenter> segmenter,
             std::shared_ptr<const PinyinDictionary> dictionary);

  // `text` is UTF-8 in normal form (no digits: see normalise_zh.h). Characters that have no reading
  // are left out. Offsets are into `text`; one entry per character, a suffixed 儿 belonging to the
  // one before.
  PhonemeText Convert(std::string_view text, ChineseTones tones = ChineseTones::kSpoken) const;

 private:
  void ConvertPhrase(std::string_view text, size_t begin, size_t end, ChineseTones tones,
                     PhonemeText& out) const;

  std::shared_ptr<const WordSegmenter> segmenter_;
  std::shared_ptr<const PinyinDictionary> dictionary_;
};

}  // namespace vivavoce::text
