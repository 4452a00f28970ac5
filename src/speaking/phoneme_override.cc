#include "speaking/phoneme_override.h"

#include <array>
#include <sstream>

#include "text/phoneme_alphabet.h"
#include "text/pinyin.h"
#include "text/utf8.h"

namespace vivavoce::speaking {
namespace {

struct Spelling {
  std::u32string_view ipa, own;
};

// misaki's alphabet writes diphthongs and affricates with one symbol each. Longer ones first.
constexpr auto kSpellings = std::to_array<Spelling>({
    {U"t͡ʃ", U"ʧ"}, {U"d͡ʒ", U"ʤ"}, {U"tʃ", U"ʧ"}, {U"dʒ", U"ʤ"}, {U"tɕ", U"ʨ"}, {U"ts", U"ʦ"},
    {U"dz", U"ʣ"},  {U"eɪ", U"A"},  {U"aɪ", U"I"}, {U"oʊ", U"O"}, {U"əʊ", U"Q"}, {U"aʊ", U"W"},
    {U"ɔɪ", U"Y"},  {U"ɝ", U"ɜɹ"},  {U"g", U"ɡ"},  {U"r", U"ɹ"},  {U"'", U"ˈ"},
});

std::u32string FromPinyin(std::string_view notation) {
  std::u32string phonemes;
  std::istringstream syllables{std::string(notation)};
  for (std::string syllable; syllables >> syllable;) {
    const auto parsed = text::ParsePinyin(syllable);
    if (!parsed) return {};
    phonemes += text::PinyinPhonemes(*parsed);
  }
  return phonemes;
}

bool HasToneMark(std::string_view notation) {
  for (const char32_t c : text::ToUtf32(notation)) {
    if ((c >= U'1' && c <= U'5') || std::u32string_view(U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ").contains(c)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::u32string PhonemesFromNotation(std::string_view notation) {
  if (HasToneMark(notation)) {
    if (std::u32string phonemes = FromPinyin(notation); !phonemes.empty()) return phonemes;
  }
  const std::u32string symbols = text::ToUtf32(notation);
  std::u32string phonemes;
  for (size_t at = 0; at < symbols.size();) {
    const std::u32string_view rest = std::u32string_view(symbols).substr(at);
    const Spelling* found = nullptr;
    for (const Spelling& spelling : kSpellings) {
      if (rest.starts_with(spelling.ipa)) {
        found = &spelling;
        break;
      }
    }
    if (found) {
      phonemes += found->own;
      at += found->ipa.size();
      continue;
    }
    if (text::IsKokoroPhoneme(symbols[at])) phonemes += symbols[at];
    ++at;
  }
  return phonemes;
}

}  // namespace vivavoce::speaking
