// Pinyin spellings in English sounds; see letter_to_sound.h.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "text/letter_to_sound.h"
#include "text/pinyin.h"

namespace vivavoce::text {
namespace {

using SpelledPart = std::pair<std::string_view, std::u32string_view>;

constexpr auto kSpelledInitials = std::to_array<SpelledPart>(
    {{"zh", U"ʤ"}, {"ch", U"ʧ"}, {"sh", U"ʃ"}, {"b", U"b"}, {"p", U"p"}, {"m", U"m"},
     {"f", U"f"},  {"d", U"d"},  {"t", U"t"},  {"n", U"n"}, {"l", U"l"}, {"g", U"ɡ"},
     {"k", U"k"},  {"h", U"h"},  {"j", U"ʤ"},  {"q", U"ʧ"}, {"x", U"ʃ"}, {"r", U"ɹ"},
     {"z", U"dz"}, {"c", U"ts"}, {"s", U"s"},  {"y", U"j"}, {"w", U"w"}});

constexpr auto kSpelledFinals = std::to_array<SpelledPart>(
    {{"a", U"ɑ"},    {"ai", U"I"},    {"an", U"ɑn"},    {"ang", U"ɑŋ"},   {"ao", U"W"},
     {"e", U"ʌ"},    {"ei", U"A"},    {"en", U"ʌn"},    {"eng", U"ʌŋ"},   {"er", U"ɜɹ"},
     {"i", U"i"},    {"ia", U"jɑ"},   {"ian", U"jɛn"},  {"iang", U"jɑŋ"}, {"iao", U"jW"},
     {"ie", U"jɛ"},  {"in", U"in"},   {"ing", U"iŋ"},   {"iong", U"jʊŋ"}, {"iu", U"jO"},
     {"o", U"O"},    {"ong", U"ʊŋ"},  {"ou", U"O"},     {"u", U"u"},      {"ua", U"wɑ"},
     {"uai", U"wI"}, {"uan", U"wɑn"}, {"uang", U"wɑŋ"}, {"ue", U"wɛ"},    {"ui", U"wA"},
     {"un", U"wʊn"}, {"uo", U"wO"},   {"v", U"u"},      {"ve", U"wɛ"}});

std::u32string Sounds(std::string_view syllable) {
  std::u32string phonemes;
  std::string_view rest = syllable;
  for (const auto& [letters, sounds] : kSpelledInitials) {
    if (syllable.starts_with(letters)) {
      phonemes = sounds;
      rest.remove_prefix(letters.size());
      break;
    }
  }
  const bool buzzing =
      rest == "i" &&
      (std::string_view("zcsr").find(syllable[0]) != std::string_view::npos || syllable == "chi");
  const auto found =
      std::find_if(kSpelledFinals.begin(), kSpelledFinals.end(),
                   [&](const SpelledPart& part) { return part.first == rest; });
  if (found == kSpelledFinals.end()) return {};
  std::u32string final(buzzing ? U"ɜɹ" : found->second);
  // y already says the glide: "yan" is jɛn, "yi" is ji.
  if (syllable == "yue") final = U"uɛ";
  if (syllable == "yan") final = U"ɛn";
  if (syllable == "ye") final = U"ɛ";
  size_t vowel = final.find_first_not_of(U"jw");
  if (syllable == "yue") vowel = 1;
  final.insert(vowel == final.npos ? 0 : vowel, 1, U'ˈ');
  return phonemes + final;
}

// Divides from the left, longest syllable first, backing up where the rest does not divide.
bool Divide(std::string_view word, std::vector<std::string_view>& syllables) {
  if (word.empty()) return true;
  for (size_t length = std::min<size_t>(6, word.size()); length >= 1; --length) {
    const std::string_view syllable = word.substr(0, length);
    if (length == 1 && syllable != "a" && syllable != "e" && syllable != "o") continue;
    const bool vowel_first = std::string_view("aeo").find(syllable[0]) != std::string_view::npos;
    if (vowel_first && !syllables.empty()) continue;  // written with an apostrophe: Xi'an
    if (Sounds(syllable).empty() || !ParsePinyin(syllable)) continue;
    syllables.push_back(syllable);
    if (Divide(word.substr(length), syllables)) return true;
    syllables.pop_back();
  }
  return false;
}

}  // namespace

std::u32string PinyinInEnglish(std::string_view word) {
  constexpr size_t kLongest = 24;  // four syllables
  std::string lower;
  for (const char c : word) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  const bool capital = !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
  std::vector<std::string_view> syllables;
  if (lower.size() > kLongest || !Divide(lower, syllables) || (syllables.size() < 2 && !capital))
    return {};
  std::u32string phonemes;
  for (size_t i = 0; i < syllables.size(); ++i) {
    std::u32string sounds = Sounds(syllables[i]);
    // The last syllable carries the main stress.
    if (i + 1 < syllables.size()) std::replace(sounds.begin(), sounds.end(), U'ˈ', U'ˌ');
    phonemes += sounds;
  }
  return phonemes;
}

}  // namespace vivavoce::text
