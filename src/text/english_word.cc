#include "text/english_word.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "text/letter_case.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

// Acronyms that are also everyday words when written small.
bool IsAcronymAnyway(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kWords = {"US", "IT", "ID", "PM", "PR", "HR",
                                                              "OS", "ER", "AM", "UN", "UK", "EU",
                                                              "IP", "PC", "VR", "AR"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// Names and interjections of today that the dictionary lacks.
std::u32string_view NewWord(std::string_view lower) {
  static constexpr std::array<std::pair<std::string_view, std::u32string_view>, 15> kWords = {
      {{"yue", U"juˈɛ"},
       {"xiao", U"ʃjˈW"},
       {"xiaoyue", U"ʃjˌWjuˈɛ"},
       {"vivavoce", U"vˌivəvˈOʧA"},
       {"aww", U"ˈɔ"},
       {"ugh", U"ˈʌɡ"},
       {"whoa", U"wˈO"},
       {"yay", U"jˈA"},
       {"hmm", U"hmm"},
       {"uh-huh", U"ʌhˈʌ"},
       {"chatgpt", U"ʧˌætʤˌipˌitˈi"},
       {"openai", U"ˌOpənˌAˈI"},
       {"qwen", U"kwˈɛn"},
       {"kokoro", U"kOkˈɔɹO"},
       {"wifi", U"wˈIfˌI"}}};
  for (const auto& [word, sounds] : kWords) {
    if (word == lower) return sounds;
  }
  return {};
}

// Stress that misaki gives capitals: a capitalised word has at least a secondary one, a word in
// capitals a primary one.
StressChange StressOfCase(std::string_view word) {
  if (std::none_of(word.begin(), word.end(), IsUpper)) return StressChange::kNone;
  if (AllUpper(word)) return StressChange::kPromote;
  return StressChange::kAtLeastSecondary;
}

}  // namespace

EnglishPronouncer::EnglishPronouncer(std::shared_ptr<const EnglishLexicon> lexicon)
    : lexicon_(std::move(lexicon)) {}

std::u32string EnglishPronouncer::Pronounce(std::string_view word,
                                            const EnglishContext& context) const {
  while (!word.empty() && !IsLetter(word.front()) && word.front() != '\'') word.remove_prefix(1);
  const bool dotted = word.find('.') != word.npos;
  if (dotted) {  // U.S., e.g.
    std::string letters;
    std::copy_if(word.begin(), word.end(), std::back_inserter(letters), IsLetter);
    return Spell(letters);
  }
  if (auto whole = PronounceWhole(word, context)) return *std::move(whole);
  // Parts between hyphens, and a change of case inside a word (iPhone, YouTube).
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t i = 1; i <= word.size(); ++i) {
    const bool end = i == word.size() || word[i] == '-' || word[i] == '_';
    const bool camel = !end && IsUpper(word[i]) && IsLower(word[i - 1]);
    const bool acronym_ends = !end && i + 1 < word.size() && IsUpper(word[i - 1]) &&
                              IsUpper(word[i]) && IsLower(word[i + 1]) && word[i + 1] != 's';
    if (!end && !camel && !acronym_ends) continue;
    if (i > begin) parts.push_back(word.substr(begin, i - begin));
    begin = end ? i + 1 : i;
  }
  if (parts.size() <= 1) return Guess(parts.empty() ? word : parts[0]);
  std::u32string phonemes;
  for (size_t i = 0; i < parts.size(); ++i) {
    EnglishContext inner = context;
    inner.vowel_follows = i + 1 < parts.size() ? std::optional(false) : context.vowel_follows;
    auto part = PronounceWhole(parts[i], inner);
    std::u32string sounds = part ? *std::move(part) : Guess(parts[i]);
    // One primary stress is enough for a compound: the first keeps it.
    if (i > 0) sounds = ApplyStress(std::move(sounds), StressChange::kDemote);
    phonemes += sounds;
  }
  return phonemes;
}

bool EnglishPronouncer::IsKnown(std::string_view word) const {
  if (lexicon_->Find(word)) return true;
  if (!AllLetters(word) || word.empty()) return false;
  if (word.size() == 1) return true;
  return AllUpper(word) && lexicon_->FindGold(Lower(word)).has_value();
}

std::optional<std::u32string> EnglishPronouncer::SpecialCase(std::string_view word,
                                                             const EnglishContext& c) const {
  const std::string lower = Lower(word);
  if (const auto sounds = NewWord(lower); !sounds.empty()) return std::u32string(sounds);
  const bool as_written = word.size() < 2 || !AllUpper(word) || c.all_capitals;
  if (lower == "a") {
    const bool article = c.vowel_follows.has_value() && (word == "a" || c.sentence_start);
    return article ? U"ɐ" : U"ˈA";
  }
  if (word == "I") return U"ˌI";
  if (!as_written) return std::nullopt;
  if (lower == "the") return c.vowel_follows == true ? U"ði" : U"ðə";
  if (lower == "an") return U"ɐn";
  if (word == "am" && c.vowel_follows) return U"ɐm";
  if (lower == "to" && c.vowel_follows) return *c.vowel_follows ? U"tʊ" : U"tə";
  if (lower == "in") return c.vowel_follows ? U"ɪn" : U"ˈɪn";
  if (lower == "by" && !c.vowel_follows) return U"bˈI";
  if (lower == "vs") return LookUp("versus", StressChange::kNone, c);
  if (lower == "used" && c.to_follows) return U"jˈust";
  return std::nullopt;
}

std::optional<std::u32string> EnglishPronouncer::LookUp(std::string_view word, StressChange stress,
                                                        const EnglishContext& context) const {
  const WordClass word_class = context.word_class;
  std::optional<std::string_view> found;
  if (!context.vowel_follows && word_class == WordClass::kAny) {
    found = lexicon_->FindGold(word, WordClass::kPhraseFinal);
  }
  if (!found) found = lexicon_->Find(word, word_class);
  if (!found) return std::nullopt;
  return ApplyStress(ToUtf32(*found), stress);
}

std::optional<std::u32string> EnglishPronouncer::PronounceWhole(std::string_view word,
                                                                const EnglishContext& c) const {
  if (word.empty()) return std::nullopt;
  if (auto special = SpecialCase(word, c)) return special;
  const std::string lower = Lower(word);
  const bool capitals = AllUpper(word) && word.size() > 1;
  const StressChange stress = capitals && c.all_capitals ? StressChange::kNone : StressOfCase(word);
  if (capitals && !c.all_capitals && IsAcronymAnyway(word)) return Spell(word);
  if (capitals && AllLetters(word) && !lexicon_->FindGold(word)) {
    const auto gold = lexicon_->FindGold(lower);
    // Not listed, or only as an unstressed particle, which nobody shouts: an acronym.
    const bool rare = !gold && (!lexicon_->Find(lower) || word.size() <= 4);
    if (rare && !(c.all_capitals && lexicon_->Find(lower))) {
      if (word.size() <= 5 || !HasVowelLetter(word)) {
        if (const auto ending = WithEnding(lower, stress, c); ending && word.size() > 3) {
          return ending;
        }
        return Spell(word);
      }
    }
  }
  if (auto found = LookUp(word, stress, c)) return found;
  if (auto found = WithEnding(word, stress, c)) return found;
  // Plural of an acronym: CDs, PCs, NASA's.
  if (word.size() >= 3 && word.back() == 's' && AllUpper(word.substr(0, word.size() - 1))) {
    std::string_view stem = word.substr(0, word.size() - 1);
    if (stem.back() == '\'') stem.remove_suffix(1);
    if (AllLetters(stem)) {
      auto sounds = PronounceWhole(stem, c);
      return WithS(sounds ? *std::move(sounds) : Spell(stem));
    }
  }
  if (lower != word) {
    if (auto found = LookUp(lower, stress, c)) return found;
    if (auto found = WithEnding(lower, stress, c)) return found;
  }
  return std::nullopt;
}

// Letter names: the last one carries the stress.
std::u32string EnglishPronouncer::Spell(std::string_view letters) const {
  std::u32string phonemes;
  for (const char c : letters) {
    const char upper = IsLower(c) ? static_cast<char>(c - 32) : c;
    const auto name = lexicon_->FindGold(std::string_view(&upper, 1));
    if (name) phonemes += ApplyStress(ToUtf32(*name), StressChange::kAtLeastSecondary);
  }
  std::replace(phonemes.begin(), phonemes.end(), kPrimaryStress, kSecondaryStress);
  const size_t last = phonemes.rfind(kSecondaryStress);
  if (last != phonemes.npos) phonemes[last] = kPrimaryStress;
  return phonemes;
}

}  // namespace vivavoce::text
