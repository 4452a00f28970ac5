#include "hearing/syllables.h"

#include <algorithm>
#include <cctype>
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

// Lower-case ASCII letters.
int SyllablesOfWord(std::string_view word) {
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
  if (groups > 1 && (silent_e || silent_ed)) --groups;
  return std::max(groups, 1);
}

}  // namespace

double CountSyllables(std::string_view text) {
  double count = 0;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) count += SyllablesOfWord(word);
    word.clear();
  };
  for (const char32_t code : text::ToUtf32(text)) {
    if (code < 0x80 && std::isalpha(static_cast<int>(code))) {
      word += static_cast<char>(std::tolower(static_cast<int>(code)));
      continue;
    }
    if (code == U'\'' || code == U'’') continue;  // don't, it's
    finish();
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
