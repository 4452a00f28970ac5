// Regular endings and contractions of known English words; see english_word.h.
#include <array>
#include <utility>

#include "text/english_word.h"

namespace vivavoce::text {

std::optional<std::u32string> EnglishPronouncer::WithEnding(std::string_view word,
                                                            StressChange stress,
                                                            const EnglishContext& c) const {
  const auto stem = [&](size_t cut, std::string_view add = "") {
    std::string text(word.substr(0, word.size() - cut));
    text += add;
    return IsKnown(text) ? LookUp(text, stress, c) : std::nullopt;
  };
  std::optional<std::u32string> found;
  if (word.size() >= 3 && word.ends_with('s')) {
    if (!word.ends_with("ss")) found = stem(1);
    if (!found && (word.ends_with("'s") ||
                   (word.size() > 4 && word.ends_with("es") && !word.ends_with("ies")))) {
      found = stem(2);
    }
    if (!found && word.size() > 4 && word.ends_with("ies")) found = stem(3, "y");
    if (found) return WithS(*std::move(found));
  }
  if (word.size() >= 4 && word.ends_with('d')) {
    if (!word.ends_with("dd") && word.ends_with('d')) found = stem(1);
    if (!found && word.size() > 4 && word.ends_with("ed") && !word.ends_with("eed")) {
      found = stem(2);
      // stopped, planned
      if (!found && word.size() > 5 && word[word.size() - 3] == word[word.size() - 4]) {
        found = stem(3);
      }
    }
    if (!found && word.size() > 4 && word.ends_with("ied")) found = stem(3, "y");
    if (found) return WithEd(*std::move(found));
  }
  if (word.size() >= 5 && word.ends_with("ing")) {
    if (word.size() > 5) found = stem(3);
    if (!found) found = stem(3, "e");
    if (!found && word.size() > 5 && word[word.size() - 4] == word[word.size() - 5]) {
      found = stem(4);
    }
    if (found) return WithIng(*std::move(found));
  }
  // Spoken contractions that the dictionary does not list: Anna'll, who've, that'd.
  static constexpr std::array<std::pair<std::string_view, std::u32string_view>, 4> kContractions = {
      {{"'ll", U"əl"}, {"'ve", U"əv"}, {"'d", U"d"}, {"'re", U"əɹ"}}};
  for (const auto& [ending, sounds] : kContractions) {
    if (!word.ends_with(ending) || !(found = stem(ending.size()))) continue;
    const bool needs_vowel = ending == "'d" && (found->back() == U't' || found->back() == U'd');
    return *found + (needs_vowel ? std::u32string(U"ᵻd") : std::u32string(sounds));
  }
  if (word.ends_with("s'")) return LookUp(word.substr(0, word.size() - 1), stress, c);
  if (word.ends_with('\'')) return LookUp(word.substr(0, word.size() - 1), stress, c);
  return std::nullopt;
}

}  // namespace vivavoce::text
