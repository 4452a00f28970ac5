// English words that the dictionary lacks, from known parts or from their spelling; see
// english_word.h.
#include <algorithm>
#include <array>
#include <utility>

#include "text/english_word.h"
#include "text/letter_case.h"
#include "text/letter_to_sound.h"
#include "text/utf8.h"

namespace vivavoce::text {

// Two known words written together: chatbot, voicemail.
std::optional<std::u32string> EnglishPronouncer::Compound(std::string_view word,
                                                          const EnglishContext& c) const {
  constexpr size_t kShortest = 3;
  for (size_t cut = word.size() - std::min(word.size(), kShortest); cut >= kShortest; --cut) {
    const auto first = lexicon_->FindGold(word.substr(0, cut));
    if (!first) continue;
    auto second = LookUp(word.substr(cut), StressChange::kNone, c);
    if (!second) second = WithEnding(word.substr(cut), StressChange::kNone, c);
    if (!second) continue;
    return ApplyStress(ToUtf32(*first), StressChange::kPromote) +
           ApplyStress(*std::move(second), StressChange::kDemote);
  }
  return std::nullopt;
}

// A known word with a prefix or suffix that changes neither its sounds nor its stress.
std::optional<std::u32string> EnglishPronouncer::Affixed(std::string_view word,
                                                         const EnglishContext& c) const {
  using Affix = std::pair<std::string_view, std::u32string_view>;
  static constexpr std::array<Affix, 12> kSuffixes = {{{"ness", U"nəs"},
                                                       {"less", U"ləs"},
                                                       {"ful", U"fᵊl"},
                                                       {"ly", U"li"},
                                                       {"ment", U"mənt"},
                                                       {"able", U"əbᵊl"},
                                                       {"ish", U"ɪʃ"},
                                                       {"like", U"lˌIk"},
                                                       {"ers", U"əɹz"},
                                                       {"er", U"əɹ"},
                                                       {"est", U"ᵻst"},
                                                       {"y", U"i"}}};
  static constexpr std::array<Affix, 12> kPrefixes = {{{"un", U"ˌʌn"},
                                                       {"re", U"ɹˌi"},
                                                       {"non", U"nˌɑn"},
                                                       {"dis", U"dɪs"},
                                                       {"mis", U"mɪs"},
                                                       {"over", U"ˌOvəɹ"},
                                                       {"under", U"ˌʌndəɹ"},
                                                       {"pre", U"pɹˌi"},
                                                       {"anti", U"ˌænti"},
                                                       {"super", U"sˌupəɹ"},
                                                       {"micro", U"mˌIkɹO"},
                                                       {"multi", U"mˌʌlti"}}};
  const auto stem = [&](std::string_view text) -> std::optional<std::u32string> {
    if (text.size() < 3) return std::nullopt;
    if (auto found = LookUp(text, StressChange::kNone, c)) return found;
    return WithEnding(text, StressChange::kNone, c);
  };
  for (const auto& [letters, sounds] : kSuffixes) {
    if (!word.ends_with(letters)) continue;
    if (auto found = stem(word.substr(0, word.size() - letters.size()))) {
      return *found + std::u32string(sounds);
    }
  }
  for (const auto& [letters, sounds] : kPrefixes) {
    if (!word.starts_with(letters)) continue;
    if (auto found = stem(word.substr(letters.size()))) return std::u32string(sounds) + *found;
  }
  return std::nullopt;
}

std::u32string EnglishPronouncer::Guess(std::string_view word) const {
  const std::string lower = Lower(word);
  const EnglishContext plain = {.vowel_follows = false};
  if (auto compound = Compound(lower, plain)) return *std::move(compound);
  if (auto affixed = Affixed(lower, plain)) return *std::move(affixed);
  if (auto pinyin = PinyinInEnglish(word); !pinyin.empty()) return pinyin;
  const bool possessive = lower.ends_with("'s");
  const std::string_view stem =
      std::string_view(lower).substr(0, lower.size() - (possessive ? 2 : 0));
  std::u32string sounds = !HasVowelLetter(stem) || (AllUpper(word) && word.size() <= 4)
                              ? Spell(stem)
                              : LettersToSounds(stem);
  return possessive ? WithS(std::move(sounds)) : sounds;
}

}  // namespace vivavoce::text
