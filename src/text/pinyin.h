// Pinyin syllables and their phonemes.
// Values follow misaki's Chinese front end, which Kokoro v1.0 was trained with: broad IPA after
// Duanmu (The Phonology of Standard Chinese, 2007) and Lin (The Sounds of Chinese, 2007), one arrow
// per tone right after the nucleus, none for the neutral tone. Thread safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vivavoce::text {

struct PinyinSyllable {
  std::string base;    // letters without tone; v for ü: "zhong", "lv", "ng"
  int tone = 5;        // 1..4, 5 = neutral
  bool erhua = false;  // the rhyme is coloured by a suffixed 儿

  friend bool operator==(const PinyinSyllable&, const PinyinSyllable&) = default;
};

// "zhōng" -> {zhong, 1}; a digit at the end is read too: "zhong1". nullopt when it is no syllable
// that PinyinPhonemes() can say.
std::optional<PinyinSyllable> ParsePinyin(std::string_view pinyin);

// Empty for a base that is no syllable.
std::u32string PinyinPhonemes(const PinyinSyllable& syllable);

}  // namespace vivavoce::text
