// One English word to phonemes: dictionary, regular endings, parts of compounds, letters of
// acronyms and, when nothing else is left, spelling rules. Thread safety: const calls from any
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "text/english_lexicon.h"
#include "text/english_stress.h"

namespace vivavoce::text {

// What the sentence around a word says about it.
struct EnglishContext {
  // How the next word begins; unset at the end of a phrase.
  std::optional<bool> vowel_follows;
  bool to_follows = false;  // "used to"
  bool sentence_start = false;
  bool all_capitals = false;  // the whole sentence is: capitals mean nothing
  WordClass word_class = WordClass::kAny;
};

class EnglishPronouncer {
 public:
  explicit EnglishPronouncer(std::shared_ptr<const EnglishLexicon> lexicon);

  // `word`: letters, inner apostrophes, hyphens and dots ("don't", "well-known", "U.S."). Never
  // empty for a word that holds an ASCII letter.
  std::u32string Pronounce(std::string_view word, const EnglishContext& context) const;

 private:
  std::optional<std::u32string> PronounceWhole(std::string_view word,
                                               const EnglishContext& context) const;
  std::optional<std::u32string> SpecialCase(std::string_view word,
                                            const EnglishContext& context) const;
  std::optional<std::u32string> LookUp(std::string_view word, StressChange stress,
                                       const EnglishContext& context) const;
  std::optional<std::u32string> WithEnding(std::string_view word, StressChange stress,
                                           const EnglishContext& context) const;
  std::optional<std::u32string> Compound(std::string_view word,
                                         const EnglishContext& context) const;
  std::optional<std::u32string> Affixed(std::string_view word, const EnglishContext& context) const;
  std::u32string Spell(std::string_view letters) const;
  std::u32string Guess(std::string_view word) const;
  bool IsKnown(std::string_view word) const;

  std::shared_ptr<const EnglishLexicon> lexicon_;
};

}  // namespace vivavoce::text
