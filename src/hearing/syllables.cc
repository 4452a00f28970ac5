#include "hearing/syllables.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "hearing/voice_measures.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::hearing {
namespace {

constexpr float kDipDb = 2;
constexpr float kBelowLoudestDb = 25;
constexpr double kSyllablesOfADigit = 1.1;  // "seven" and "zero" have two

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

// The letter without its marks, in lower case; 0 for what is no Latin letter.
char LatinBase(char32_t code) {
  // U+00C0 to U+00FF and U+0100 to U+017F, character by character.
  static constexpr std::string_view kLatin1 =
      "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
  static constexpr std::string_view kExtendedA =
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooo"
      "rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
  static_assert(kLatin1.size() == 0x40 && kExtendedA.size() == 0x80);
  char letter = 0;
  if (code < 0x80) {
    letter = static_cast<char>(std::isalpha(static_cast<int>(code))
                                   ? std::tolower(static_cast<int>(code))
                                   : 0);
  } else if (code >= 0xC0 && code < 0x100) {
    letter = kLatin1[code - 0xC0];
  } else if (code >= 0x100 && code < 0x180) {
    letter = kExtendedA[code - 0x100];
  } else if (code >= 0x1EA0 && code < 0x1EFA) {  // Vietnamese vowels with tone marks
    letter = code < 0x1EB8   ? 'a'
             : code < 0x1EC8 ? 'e'
             : code < 0x1ECC ? 'i'
             : code < 0x1EE4 ? 'o'
             : code < 0x1EF2 ? 'u'
                             : 'y';
  }
  return letter == '*' ? '\0' : letter;
}

// Scripts whose signs are counted one by one: 1, 0 (a small kana goes with the one before it), or
// -1 for what is no such sign.
int SyllablesOfSign(char32_t code) {
  const bool kana = (code >= 0x3041 && code <= 0x3096) || (code >= 0x30A1 && code <= 0x30FA);
  if (kana) {
    // Small vowels, ya, yu, yo, wa; the small tsu and the long mark are beats, not syllables.
    const char32_t hiragana = code >= 0x30A1 ? code - 0x60 : code;
    static constexpr std::u32string_view kSmall = U"ぁぃぅぇぉっゃゅょゎゕゖん";
    return kSmall.find(hiragana) == kSmall.npos ? 1 : 0;
  }
  if (code == 0x30FC) return 0;                    // ー
  if (code >= 0xAC00 && code <= 0xD7A3) return 1;  // Hangul
  if (code >= 0x0400 && code <= 0x045F) {          // Cyrillic: every vowel letter is a syllable
    static constexpr std::u32string_view kVowels = U"аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ";
    return kVowels.find(code) == kVowels.npos ? 0 : 1;
  }
  return -1;
}

// Letters of a script that is not counted: Greek, Hebrew, Arabic, the scripts of India and of
// South-East Asia.
bool IsUncountedLetter(char32_t code) {
  return (code >= 0x0370 && code < 0x0400) || (code >= 0x0460 && code < 0x1100);
}

// Lower-case ASCII letters. The silent e is English: elsewhere a final e is mostly said.
int SyllablesOfWord(std::string_view word, bool english) {
  int groups = 0;
  for (size_t i = 0; i < word.size(); ++i) {
    if (IsVowel(word[i]) && (i == 0 || !IsVowel(word[i - 1]))) ++groups;
  }
  const size_t n = word.size();
  const auto before = [&](size_t back) { return n > back ? word[n - 1 - back] : ' '; };
  const bool silent_e = before(0) == 'e' && !IsVowel(before(1)) &&
                        !(before(1) == 'l' && n > 2 && !IsVowel(before(2)));
  const bool silent_ed = n > 3 && before(0) == 'd' && before(1) == 'e' && !IsVowel(before(2)) &&
                         before(2) != 't' && before(2) != 'd';
  if (english && groups > 1 && (silent_e || silent_ed)) --groups;
  return std::max(groups, 1);
}

}  // namespace

double CountSyllables(std::string_view text) {
  double count = 0;
  std::string word;
  const std::u32string codes = text::ToUtf32(text);
  const bool english = std::ranges::none_of(
      codes, [](char32_t code) { return code >= 0x80 && LatinBase(code) != 0; });
  const auto finish = [&] {
    if (!word.empty()) count += SyllablesOfWord(word, english);
    word.clear();
  };
  for (const char32_t code : codes) {
    if (const char letter = LatinBase(code); letter != 0) {
      word += letter;
      continue;
    }
    const bool is_mark = code >= 0x300 && code < 0x370;        // combining, of the letter before
    if (is_mark || code == U'\'' || code == U'’') continue;  // don't, it's
    finish();
    if (IsUncountedLetter(code)) return 0;
    if (const int signs = SyllablesOfSign(code); signs >= 0) {
      count += signs;
      continue;
    }
    const text::Script script = text::ScriptOf(code);
    if (script == text::Script::kHan) count += 1;
    if (script == text::Script::kDigit) count += kSyllablesOfADigit;
  }
  finish();
  return count;
}

double HearSyllables(std::span<const VoiceFrame> frames, std::span<const PitchPoint> pitch) {
  const std::vector<float> levels = SmoothedLevels(frames);
  if (levels.empty()) return 0;
  std::vector<float> sorted = levels;
  const auto loud = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 95 / 100);
  std::nth_element(sorted.begin(), loud, sorted.end());
  const float threshold = *loud - kBelowLoudestDb;
  int count = 0;
  float valley = -200;  // the deepest point since the last peak that counted
  bool rising = true;
  float peak = -200;
  size_t peak_at = 0;
  for (size_t i = 0; i < levels.size(); ++i) {
    if (rising) {
      if (levels[i] > peak) {
        peak = levels[i];
        peak_at = i;
      } else if (peak - levels[i] >= kDipDb) {
        if (peak >= threshold && peak - valley >= kDipDb && pitch[peak_at].f0_hz > 0) ++count;
        rising = false;
        valley = levels[i];
      }
    } else if (levels[i] < valley) {
      valley = levels[i];
    } else if (levels[i] - valley >= kDipDb) {
      rising = true;
      peak = levels[i];
      peak_at = i;
    }
  }
  if (rising && peak >= threshold && peak - valley >= kDipDb && pitch[peak_at].f0_hz > 0) ++count;
  return count;
}

}  // namespace vivavoce::hearing
