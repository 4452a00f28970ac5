#include "text/english_stress.h"

#include <algorithm>

namespace vivavoce::text {
namespace {

bool IsIn(char32_t c, std::u32string_view set) { return set.find(c) != set.npos; }

// A mark at the front moves to just before the first vowel, where the dictionary has it.
std::u32string MarkFirstVowel(std::u32string phonemes, char32_t mark) {
  const auto vowel = std::find_if(phonemes.begin(), phonemes.end(), IsVowelPhoneme);
  if (vowel != phonemes.end()) phonemes.insert(vowel, mark);
  return phonemes;
}

// A t after these is flapped in American English before an unstressed vowel.
bool Flaps(char32_t before) { return IsIn(before, U"AIOWYiuæɑəɛɪɹʊʌ"); }

}  // namespace

bool IsVowelPhoneme(char32_t symbol) { return IsIn(symbol, U"AIOQWYaiuæɑɒɐɔəɛɜɪʊʌᵻ"); }
bool IsConsonantPhoneme(char32_t symbol) { return IsIn(symbol, U"bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθT"); }

std::u32string ApplyStress(std::u32string phonemes, StressChange change) {
  const bool primary = phonemes.find(kPrimaryStress) != phonemes.npos;
  const bool secondary = phonemes.find(kSecondaryStress) != phonemes.npos;
  switch (change) {
    case StressChange::kNone:
      break;
    case StressChange::kRemove:
      std::erase(phonemes, kPrimaryStress);
      std::erase(phonemes, kSecondaryStress);
      break;
    case StressChange::kDemote:
      if (primary) std::erase(phonemes, kSecondaryStress);
      std::replace(phonemes.begin(), phonemes.end(), kPrimaryStress, kSecondaryStress);
      break;
    case StressChange::kAtLeastSecondary:
      if (!primary && !secondary) return MarkFirstVowel(std::move(phonemes), kSecondaryStress);
      break;
    case StressChange::kPromote:
      if (!primary && secondary) {
        std::replace(phonemes.begin(), phonemes.end(), kSecondaryStress, kPrimaryStress);
      } else if (!primary) {
        return MarkFirstVowel(std::move(phonemes), kPrimaryStress);
      }
      break;
  }
  return phonemes;
}

std::u32string WithS(std::u32string stem) {
  if (stem.empty()) return stem;
  if (IsIn(stem.back(), U"ptkfθ")) return stem + U"s";
  if (IsIn(stem.back(), U"szʃʒʧʤ")) return stem + U"ᵻz";
  return stem + U"z";
}

std::u32string WithEd(std::u32string stem) {
  if (stem.empty()) return stem;
  if (IsIn(stem.back(), U"pkfθʃsʧ")) return stem + U"t";
  if (stem.back() == U'd') return stem + U"ᵻd";
  if (stem.back() != U't') return stem + U"d";
  if (stem.size() < 2) return stem + U"ɪd";
  if (!Flaps(stem[stem.size() - 2])) return stem + U"ᵻd";
  stem.back() = U'ɾ';
  return stem + U"ᵻd";
}

std::u32string WithIng(std::u32string stem) {
  if (stem.size() > 1 && stem.back() == U't' && Flaps(stem[stem.size() - 2])) stem.back() = U'ɾ';
  if (!stem.empty()) stem += U"ɪŋ";
  return stem;
}

}  // namespace vivavoce::text
