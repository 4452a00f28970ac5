#include "text/pinyin.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/utf8.h"

namespace vivavoce::text {
namespace {

using Spelling = std::pair<std::string_view, std::u32string_view>;

// Longest first, so that "zh" is found before "z".
constexpr std::array<Spelling, 21> kInitials = {
    {{"zh", U"ꭧ"}, {"ch", U"ꭧʰ"}, {"sh", U"ʂ"}, {"b", U"p"},  {"p", U"pʰ"}, {"m", U"m"},
     {"f", U"f"},    {"d", U"t"},      {"t", U"tʰ"}, {"n", U"n"},  {"l", U"l"},  {"g", U"k"},
     {"k", U"kʰ"},   {"h", U"x"},      {"j", U"ʨ"},  {"q", U"ʨʰ"}, {"x", U"ɕ"},  {"r", U"ɻ"},
     {"z", U"ʦ"},    {"c", U"ʦʰ"},     {"s", U"s"}}};

// The rhyme before and after the tone mark; the last column is the nucleus under erhua, where the
// endings -i, -n, -ng give way to the retroflex vowel.
struct Final {
  std::string_view name;
  std::u32string_view nucleus;
  std::u32string_view coda;
  std::u32string_view erhua;
};

constexpr std::array<Final, 38> kFinals = {
    {{"a", U"a", U"", U"a"},       {"ai", U"ai", U"", U"a"},     {"an", U"a", U"n", U"a"},
     {"ang", U"a", U"ŋ", U"a"},    {"ao", U"au", U"", U"au"},    {"e", U"ɤ", U"", U"ɤ"},
     {"ei", U"ei", U"", U"ə"},     {"en", U"ə", U"n", U"ə"},     {"eng", U"ə", U"ŋ", U"ə"},
     {"i", U"i", U"", U"i"},       {"ia", U"ja", U"", U"ja"},    {"ian", U"jɛ", U"n", U"ja"},
     {"iang", U"ja", U"ŋ", U"ja"}, {"iao", U"jau", U"", U"jau"}, {"ie", U"je", U"", U"je"},
     {"in", U"i", U"n", U"i"},     {"iou", U"jou", U"", U"jou"}, {"ing", U"i", U"ŋ", U"i"},
     {"iong", U"jʊ", U"ŋ", U"jʊ"}, {"io", U"jɔ", U"", U"jɔ"},    {"ong", U"ʊ", U"ŋ", U"ʊ"},
     {"ou", U"ou", U"", U"ou"},    {"u", U"u", U"", U"u"},       {"uei", U"wei", U"", U"wə"},
     {"ua", U"wa", U"", U"wa"},    {"uai", U"wai", U"", U"wa"},  {"uan", U"wa", U"n", U"wa"},
     {"uen", U"wə", U"n", U"wə"},  {"uang", U"wa", U"ŋ", U"wa"}, {"ueng", U"wə", U"ŋ", U"wə"},
     {"uo", U"wo", U"", U"wo"},    {"o", U"wo", U"", U"wo"},     {"v", U"y", U"", U"y"},
     {"ve", U"ɥe", U"", U"ɥe"},    {"van", U"ɥɛ", U"n", U"ɥa"},  {"vn", U"y", U"n", U"y"},
     {"-i", U"ɨ", U"", U""},       {"iai", U"jai", U"", U"ja"}}};

// Syllables that are not an initial and a final: interjections and syllabic consonants.
constexpr std::array<Final, 9> kWhole = {{{"er", U"ɚ", U"", U"ɚ"},
                                          {"o", U"ɔ", U"", U"ɔ"},
                                          {"eh", U"ɛ", U"", U"ɛ"},
                                          {"m", U"m", U"", U"m"},
                                          {"n", U"n", U"", U"n"},
                                          {"ng", U"ŋ", U"", U"ŋ"},
                                          {"hm", U"hm", U"", U"hm"},
                                          {"hng", U"hŋ", U"", U"hŋ"},
                                          {"yo", U"jɔ", U"", U"jɔ"}}};

template <size_t N>
const Final* FindFinal(const std::array<Final, N>& finals, std::string_view name) {
  const auto found =
      std::find_if(finals.begin(), finals.end(), [name](const Final& f) { return f.name == name; });
  return found == finals.end() ? nullptr : &*found;
}

// The spelling rules of Hanyu Pinyin (GB/T 16159) undone: y and w, ü written u after j q x, and the
// contracted iu, ui, un.
std::string FullFinal(std::string_view initial, std::string_view rest) {
  std::string final(rest);
  if (initial.empty() && !final.empty() && final[0] == 'y') {
    final.erase(0, 1);
    if (final.starts_with("u")) {
      final[0] = 'v';
    } else if (!final.starts_with("i")) {
      final.insert(0, 1, 'i');
    }
  } else if (initial.empty() && !final.empty() && final[0] == 'w') {
    final.erase(0, 1);
    if (!final.starts_with("u")) final.insert(0, 1, 'u');
  } else if ((initial == "j" || initial == "q" || initial == "x") && final.starts_with("u")) {
    final[0] = 'v';
  }
  if (final == "iu") {
    final = "iou";
  } else if (final == "ui") {
    final = "uei";
  } else if (final == "un") {
    final = "uen";
  }
  return final;
}

std::pair<std::string_view, std::string_view> SplitInitial(std::string_view base) {
  for (const auto& [letters, phonemes] : kInitials) {
    if (base.starts_with(letters)) return {letters, base.substr(letters.size())};
  }
  return {{}, base};
}

// A vowel with its tone mark: letter and tone; tone 0 for an unmarked character.
std::pair<std::string_view, int> Unmark(char32_t c) {
  static constexpr std::array<std::pair<std::string_view, std::u32string_view>, 9> kMarked = {
      {{"a", U"āáǎà"},
       {"e", U"ēéěè"},
       {"i", U"īíǐì"},
       {"o", U"ōóǒò"},
       {"u", U"ūúǔù"},
       {"v", U"ǖǘǚǜ"},
       {"n", U" ńňǹ"},
       {"m", U" ḿ"},
       {"eh", U" ế ề"}}};
  for (const auto& [letter, marked] : kMarked) {
    const size_t at = marked.find(c);
    if (at != std::u32string_view::npos && c != U' ') return {letter, static_cast<int>(at) + 1};
  }
  if (c == U'ü') return {"v", 0};
  if (c == U'ê') return {"eh", 0};
  return {"", 0};
}

// Combining macron, acute, caron, grave, for letters that have no ready-made marked form.
int CombiningTone(char32_t c) {
  static constexpr std::u32string_view kTones = U"\u0304\u0301\u030C\u0300";
  const size_t at = kTones.find(c);
  return at == std::u32string_view::npos ? 0 : static_cast<int>(at) + 1;
}

const Final* FindRhyme(std::string_view base, std::u32string_view* initial_phonemes) {
  *initial_phonemes = U"";
  if (const Final* whole = FindFinal(kWhole, base)) return whole;
  const auto [initial, rest] = SplitInitial(base);
  for (const auto& [letters, phonemes] : kInitials) {
    if (letters == initial) *initial_phonemes = phonemes;
  }
  std::string final = FullFinal(initial, rest);
  static constexpr std::array<std::string_view, 7> kBuzzing = {"zh", "ch", "sh", "r",
                                                               "z",  "c",  "s"};
  if (final == "i" && std::find(kBuzzing.begin(), kBuzzing.end(), initial) != kBuzzing.end()) {
    final = "-i";
  }
  return FindFinal(kFinals, final);
}

}  // namespace

std::optional<PinyinSyllable> ParsePinyin(std::string_view pinyin) {
  std::optional<PinyinSyllable> parsed(std::in_place);
  PinyinSyllable& syllable = *parsed;
  for (const char32_t c : ToUtf32(pinyin)) {
    const auto [letter, tone] = Unmark(c);
    if (!letter.empty()) {
      syllable.base += letter;
      if (tone > 0) syllable.tone = tone;
    } else if (const int mark = CombiningTone(c); mark > 0) {
      syllable.tone = mark;
    } else if (c >= U'1' && c <= U'5') {
      syllable.tone = static_cast<int>(c - U'0');
    } else if (c >= U'a' && c <= U'z') {
      syllable.base += static_cast<char>(c);
    } else {
      return std::nullopt;
    }
  }
  if (PinyinPhonemes(syllable).empty()) return std::nullopt;
  return parsed;
}

std::u32string PinyinPhonemes(const PinyinSyllable& syllable) {
  static constexpr std::u32string_view kTones = U"→↗↓↘";
  std::u32string_view initial;
  const Final* final = FindRhyme(syllable.base, &initial);
  if (final == nullptr || syllable.base.empty()) return {};
  std::u32string phonemes(initial);
  phonemes += syllable.erhua ? final->erhua : final->nucleus;
  if (syllable.tone >= 1 && syllable.tone <= 4) phonemes += kTones[syllable.tone - 1];
  phonemes += syllable.erhua ? std::u32string_view(U"ɚ") : final->coda;
  return phonemes;
}

}  // namespace vivavoce::text
