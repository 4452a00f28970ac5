// English text to phonemes as Kokoro v1.0 was trained with (misaki, American).
// Thread safety: const calls from any thread.
#pragma once

#include <memory>
#include <string_view>

#include "text/english_word.h"
#include "text/phoneme_text.h"

namespace vivavoce::text {

class EnglishG2p {
 public:
  explicit EnglishG2p(std::shared_ptr<const EnglishLexicon> lexicon);

  // `text`: words and marks, numbers already written out (normalise_en.h); what is neither an ASCII
  // or Latin letter nor a mark of the alphabet is left out. Offsets are into `text`; one entry per
  // word.
  PhonemeText Convert(std::string_view text) const;

 private:
  std::shared_ptr<const EnglishLexicon> lexicon_;
  EnglishPronouncer pronouncer_;
};

}  // namespace vivavoce::text
