// The American English pronouncing dictionary of misaki: 90,000 checked words ("gold") and 93,000
// others
// ("silver"), phonemes in Kokoro's alphabet. Thread safety: const calls from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "text/string_table.h"

namespace vivavoce::text {

// Part of speech, as far as pronunciations depend on it (read, live, record ...).
enum class WordClass { kAny, kNoun, kVerb, kPast, kAdjective, kAdverb, kDeterminer, kPhraseFinal };

class EnglishLexicon {
 public:
  struct Files {
    std::string gold;    // us_gold.json: word -> phonemes, or word -> {class: phonemes}
    std::string silver;  // us_silver.json
  };

  // kNotFound, kCorrupt.
  static Result<std::shared_ptr<const EnglishLexicon>> Create(const Files& files);

  // A word as it is written; a capital first letter is also tried small and the reverse. The view
  // lives as long as the lexicon.
  std::optional<std::string_view> Find(std::string_view word,
                                       WordClass word_class = WordClass::kAny) const;
  std::optional<std::string_view> FindGold(std::string_view word,
                                           WordClass word_class = WordClass::kAny) const;

  // Whether the pronunciation depends on the class.
  bool IsHomograph(std::string_view word) const;

  size_t memory_bytes() const { return gold_.memory_bytes() + silver_.memory_bytes(); }

 private:
  StringTable gold_;  // for homographs also "word\tCLASS"
  StringTable silver_;
};

}  // namespace vivavoce::text
