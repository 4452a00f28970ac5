// Stress marks in English phonemes, and what endings sound like, after misaki's rules for American
// English. Phonemes are UTF-32 in Kokoro's alphabet. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

inline constexpr char32_t kPrimaryStress = U'ˈ';
inline constexpr char32_t kSecondaryStress = U'ˌ';

bool IsVowelPhoneme(char32_t symbol);  // diphthong capitals included
bool IsConsonantPhoneme(char32_t symbol);

enum class StressChange {
  kNone,
  kRemove,            // no marks at all
  kDemote,            // primary becomes secondary, secondary goes
  kAtLeastSecondary,  // a word without any mark gets a secondary one
  kPromote,           // secondary becomes primary, and a word without a mark gets a primary one
};

std::u32string ApplyStress(std::u32string phonemes, StressChange change);

// Regular endings on a stem's phonemes: cats, dogs, horses; walked, begged, waited; waiting (a t
// between vowels becomes a tap). An empty stem stays empty.
std::u32string WithS(std::u32string stem);
std::u32string WithEd(std::u32string stem);
std::u32string WithIng(std::u32string stem);

}  // namespace vivavoce::text
