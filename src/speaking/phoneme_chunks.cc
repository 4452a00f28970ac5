#include "speaking/phoneme_chunks.h"

#include <algorithm>

namespace vivavoce::speaking {
namespace {

constexpr std::u32string_view kSentenceEnds = U".!?…";
constexpr std::u32string_view kClauseEnds = U",;:—";
constexpr std::u32string_view kSilent = U" \"“”()";

// How good a cut after this symbol is; 0: not at all.
int CutStrength(char32_t symbol) {
  if (kSentenceEnds.contains(symbol)) return 3;
  if (kClauseEnds.contains(symbol)) return 2;
  return symbol == U' ' ? 1 : 0;
}

size_t BestCut(std::u32string_view phonemes, size_t max_phonemes) {
  size_t best = max_phonemes;
  int strength = 0;
  for (size_t cut = max_phonemes; cut > max_phonemes / 2; --cut) {
    const int here = CutStrength(phonemes[cut - 1]);
    if (here > strength) {
      best = cut;
      strength = here;
    }
  }
  return best;
}

}  // namespace

std::vector<PhonemeChunk> ChunkPhonemes(std::u32string_view phonemes, size_t max_phonemes) {
  std::vector<PhonemeChunk> chunks;
  size_t begin = 0;
  while (phonemes.size() - begin > max_phonemes) {
    const size_t end = begin + BestCut(phonemes.substr(begin), max_phonemes);
    chunks.push_back({begin, end});
    begin = end;
  }
  if (begin < phonemes.size()) chunks.push_back({begin, phonemes.size()});
  return chunks;
}

int PauseAfterMs(std::u32string_view phonemes) {
  while (!phonemes.empty() && kSilent.contains(phonemes.back())) phonemes.remove_suffix(1);
  if (phonemes.empty()) return 0;
  switch (phonemes.back()) {
    case U'.':
    case U'!':
    case U'?':
      return 300;
    case U'…':
      return 400;
    case U';':
    case U':':
    case U'—':
      return 220;
    case U',':
      return 160;
    default:
      return 40;
  }
}

bool IsSpeakable(std::u32string_view phonemes) {
  return std::ranges::any_of(
      phonemes, [](char32_t symbol) { return !CutStrength(symbol) && !kSilent.contains(symbol); });
}

}  // namespace vivavoce::speaking
