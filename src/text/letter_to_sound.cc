#include "text/letter_to_sound.h"

#include <algorithm>
#include <array>
#include <vector>

#include "text/english_stress.h"

namespace vivavoce::text {
namespace {

// Contexts: '^' word edge, '#' vowel letter, '$' consonant letter, '+' front vowel (e i y),
// otherwise the letter itself; "" matches anything. A context is one character next to the letters.
struct Rule {
  std::string_view left;
  std::string_view letters;
  std::string_view right;
  std::u32string_view phonemes;
};

// For each first letter in order; the first rule that fits wins.
constexpr auto kRules = std::to_array<Rule>({
    {"", "augh", "", U"ɔ"},     {"", "aught", "", U"ɔt"},     {"", "air", "", U"ɛɹ"},
    {"", "are", "^", U"ɛɹ"},    {"", "arr", "", U"æɹ"},       {"w", "ar", "", U"ɔɹ"},
    {"^", "ar", "#", U"əɹ"},    {"", "ar", "", U"ɑɹ"},        {"", "ai", "", U"A"},
    {"", "ay", "", U"A"},       {"", "au", "", U"ɔ"},         {"", "aw", "", U"ɔ"},
    {"", "alk", "", U"ɔk"},     {"", "all", "", U"ɔl"},       {"", "age", "^", U"ɪʤ"},
    {"", "ange", "", U"Anʤ"},   {"", "aste", "^", U"Ast"},    {"", "aa", "", U"ɑ"},
    {"", "ae", "", U"i"},       {"", "a", "^", U"ə"},         {"", "able", "^", U"Abᵊl"},
    {"", "ation", "", U"Aʃən"}, {"", "ations", "", U"Aʃənz"}, {"", "b", "b", U""},
    {"m", "b", "^", U""},       {"", "b", "", U"b"},          {"", "cch", "", U"k"},
    {"", "ch", "r", U"k"},      {"", "ch", "l", U"k"},        {"", "ch", "", U"ʧ"},
    {"", "ck", "", U"k"},       {"", "cial", "", U"ʃᵊl"},     {"", "cian", "", U"ʃən"},
    {"", "cious", "", U"ʃəs"},  {"s", "c", "+", U""},         {"", "cc", "+", U"ks"},
    {"", "cc", "", U"k"},       {"", "c", "+", U"s"},         {"", "c", "", U"k"},
    {"", "dge", "", U"ʤ"},      {"", "dd", "", U"d"},         {"", "d", "", U"d"},
    {"", "eigh", "", U"A"},     {"", "eir", "", U"ɛɹ"},       {"", "ear", "$", U"ɜɹ"},
    {"", "ear", "", U"ɪɹ"},     {"", "eer", "", U"ɪɹ"},       {"", "ere", "^", U"ɪɹ"},
    {"", "ee", "", U"i"},       {"", "ea", "", U"i"},         {"", "ei", "", U"A"},
    {"", "ey", "^", U"i"},      {"", "ey", "", U"A"},         {"", "eu", "", U"ju"},
    {"", "ew", "", U"u"},       {"", "err", "", U"ɛɹ"},       {"", "er", "^", U"əɹ"},
    {"", "er", "$", U"ɜɹ"},     {"", "er", "", U"ɛɹ"},        {"", "ed", "^", U"d"},
    {"", "es", "^", U"z"},      {"", "e", "^", U""},          {"", "ff", "", U"f"},
    {"", "ful", "^", U"fᵊl"},   {"", "f", "", U"f"},          {"^", "gn", "", U"n"},
    {"", "ght", "", U"t"},      {"", "gh", "#", U"ɡ"},        {"", "gh", "", U""},
    {"", "gg", "", U"ɡ"},       {"", "gue", "^", U"ɡ"},       {"", "ge", "^", U"ʤ"},
    {"", "g", "+", U"ʤ"},       {"", "g", "", U"ɡ"},          {"^", "h", "", U"h"},
    {"$", "h", "", U""},        {"", "h", "#", U"h"},         {"", "h", "", U""},
    {"", "igh", "", U"I"},      {"", "ign", "^", U"In"},      {"", "ind", "^", U"Ind"},
    {"", "ild", "^", U"Ild"},   {"", "ier", "^", U"iəɹ"},     {"", "ies", "^", U"iz"},
    {"", "ied", "^", U"id"},    {"", "ie", "^", U"i"},        {"", "ie", "", U"i"},
    {"", "ire", "^", U"Iəɹ"},   {"", "ir", "$", U"ɜɹ"},       {"", "ir", "^", U"ɜɹ"},
    {"", "ia", "", U"iə"},      {"", "io", "", U"iO"},        {"", "ing", "^", U"ɪŋ"},
    {"", "ism", "^", U"ɪzəm"},  {"", "ity", "^", U"əɾi"},     {"", "i", "^", U"i"},
    {"", "j", "", U"ʤ"},        {"^", "kn", "", U"n"},        {"", "kh", "", U"k"},
    {"", "kk", "", U"k"},       {"", "k", "", U"k"},          {"$", "le", "^", U"ᵊl"},
    {"", "ll", "", U"l"},       {"", "l", "", U"l"},          {"", "mm", "", U"m"},
    {"", "m", "", U"m"},        {"", "ng", "^", U"ŋ"},        {"", "ng", "$", U"ŋ"},
    {"", "nk", "", U"ŋk"},      {"", "nn", "", U"n"},         {"", "n", "", U"n"},
    {"", "ough", "", U"O"},     {"", "ould", "", U"ʊd"},      {"", "oul", "", U"Ol"},
    {"", "ous", "^", U"əs"},    {"", "our", "", U"ɔɹ"},       {"", "ou", "", U"W"},
    {"", "oor", "", U"ɔɹ"},     {"", "ook", "", U"ʊk"},       {"", "oo", "", U"u"},
    {"", "ore", "^", U"ɔɹ"},    {"w", "or", "", U"ɜɹ"},       {"", "or", "^", U"əɹ"},
    {"", "or", "", U"ɔɹ"},      {"", "oa", "", U"O"},         {"", "oe", "^", U"O"},
    {"", "oi", "", U"Y"},       {"", "oy", "", U"Y"},         {"", "ow", "^", U"O"},
    {"", "ow", "", U"W"},       {"", "old", "", U"Old"},      {"", "o", "^", U"O"},
    {"", "ph", "", U"f"},       {"^", "ps", "", U"s"},        {"", "pp", "", U"p"},
    {"", "p", "", U"p"},        {"", "qu", "", U"kw"},        {"", "q", "", U"k"},
    {"", "rh", "", U"ɹ"},       {"", "rr", "", U"ɹ"},         {"", "r", "", U"ɹ"},
    {"", "sch", "", U"sk"},     {"", "sh", "", U"ʃ"},         {"", "sion", "", U"ʒən"},
    {"", "ssion", "", U"ʃən"},  {"", "sure", "^", U"ʒəɹ"},    {"", "ss", "", U"s"},
    {"#", "se", "^", U"z"},     {"#", "s", "#", U"z"},        {"b", "s", "^", U"z"},
    {"d", "s", "^", U"z"},      {"g", "s", "^", U"z"},        {"l", "s", "^", U"z"},
    {"m", "s", "^", U"z"},      {"n", "s", "^", U"z"},        {"r", "s", "^", U"z"},
    {"", "s", "", U"s"},        {"", "tch", "", U"ʧ"},        {"", "tion", "", U"ʃən"},
    {"", "tial", "", U"ʃᵊl"},   {"", "tious", "", U"ʃəs"},    {"", "ture", "^", U"ʧəɹ"},
    {"", "th", "", U"θ"},       {"", "tt", "", U"t"},         {"", "t", "", U"t"},
    {"", "ure", "^", U"jʊɹ"},   {"", "ur", "$", U"ɜɹ"},       {"", "ur", "^", U"ɜɹ"},
    {"", "ue", "^", U"u"},      {"", "ui", "", U"u"},         {"", "uy", "", U"I"},
    {"", "u", "^", U"u"},       {"", "vv", "", U"v"},         {"", "v", "", U"v"},
    {"", "wh", "", U"w"},       {"^", "wr", "", U"ɹ"},        {"#", "w", "", U""},
    {"", "w", "", U"w"},        {"^", "x", "", U"z"},         {"", "x", "", U"ks"},
    {"^", "y", "#", U"j"},      {"#", "y", "#", U"j"},        {"", "y", "^", U"i"},
    {"", "zz", "", U"z"},       {"", "z", "", U"z"},
});

bool IsVowelLetter(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

bool ContextFits(std::string_view context, char neighbour) {
  if (context.empty()) return true;
  switch (context[0]) {
    case '^':
      return neighbour == '\0';
    case '#':
      return neighbour != '\0' && IsVowelLetter(neighbour);
    case '$':
      return neighbour != '\0' && !IsVowelLetter(neighbour);
    case '+':
      return neighbour == 'e' || neighbour == 'i' || neighbour == 'y';
    default:
      return neighbour == context[0];
  }
}

char At(std::string_view word, size_t i) { return i < word.size() ? word[i] : '\0'; }

// A single vowel letter: long before one consonant and a final e (make) or at the end of an open
// syllable in a short word, else short.
std::u32string_view SingleVowel(std::string_view word, size_t at) {
  const bool silent_e = at + 3 == word.size() && !IsVowelLetter(word[at + 1]) &&
                        word[at + 2] == 'e' && word[at + 1] != 'x';
  const char next = At(word, at + 1);
  const bool open = next != '\0' && !IsVowelLetter(next) && IsVowelLetter(At(word, at + 2)) &&
                    at <= 1 && next != 'x' && word.size() <= 6;
  const bool is_long = silent_e || open || (next != '\0' && IsVowelLetter(next));
  switch (word[at]) {
    case 'a':
      return is_long ? U"A" : U"æ";
    case 'e':
      return is_long ? U"i" : U"ɛ";
    case 'i':
    case 'y':
      return is_long ? U"I" : U"ɪ";
    case 'o':
      return is_long ? U"O" : U"ɑ";
    default:
      return is_long ? U"u" : U"ʌ";
  }
}

// Stress falls on the syllable before -tion, -ic, -ity and the like, else on the third from the
// end, in words of two syllables on the first.
std::u32string PlaceStress(std::u32string phonemes, std::string_view word) {
  std::vector<size_t> vowels;
  for (size_t i = 0; i < phonemes.size(); ++i) {
    if (IsVowelPhoneme(phonemes[i]) || phonemes[i] == U'ᵊ') vowels.push_back(i);
  }
  if (vowels.empty()) return phonemes;
  const size_t count = vowels.size();
  size_t stressed = count >= 3 ? count - 3 : 0;
  for (const std::string_view ending : {"tion", "sion", "ic", "ics", "cian", "cious", "tial"}) {
    if (word.ends_with(ending) && count >= 2) stressed = count - 2;
  }
  // A reduced vowel carries no stress.
  while (stressed + 1 < count &&
         (phonemes[vowels[stressed]] == U'ə' || phonemes[vowels[stressed]] == U'ᵊ')) {
    ++stressed;
  }
  phonemes.insert(vowels[stressed], 1, kPrimaryStress);
  return phonemes;
}

}  // namespace

std::u32string LettersToSounds(std::string_view letters) {
  std::string word;
  for (const char c : letters) {
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + 32);
    if (c >= 'a' && c <= 'z') word += c;
  }
  std::u32string phonemes;
  for (size_t at = 0; at < word.size();) {
    const Rule* found = nullptr;
    for (const Rule& rule : kRules) {
      if (word.compare(at, rule.letters.size(), rule.letters) == 0 &&
          ContextFits(rule.left, at > 0 ? word[at - 1] : '\0') &&
          ContextFits(rule.right, At(word, at + rule.letters.size())) &&
          (found == nullptr || rule.letters.size() > found->letters.size())) {
        found = &rule;
      }
    }
    if (found != nullptr) {
      phonemes += found->phonemes;
      at += found->letters.size();
    } else {
      phonemes += SingleVowel(word, at++);
    }
  }
  return PlaceStress(std::move(phonemes), word);
}

}  // namespace vivavoce::text
