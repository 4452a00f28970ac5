#include "text/tone_sandhi.h"

#include <cstddef>
#include <string_view>

namespace vivavoce::text {
namespace {

bool IsNumeral(char32_t c) {
  return std::u32string_view(U"零〇一二三四五六七八九十百千万亿两点幺").find(c) !=
         std::u32string_view::npos;
}

bool IsDigitNumeral(char32_t c) {
  return std::u32string_view(U"零〇一二三四五六七八九点幺").find(c) != std::u32string_view::npos;
}

char32_t At(const ChinesePhrase& phrase, size_t i) {
  return i < phrase.size() ? phrase[i].character : U'\0';
}

// The tone of the syllable after `i` as it is said, skipping a silent 儿; 0 at the end.
int ToneAfter(const ChinesePhrase& phrase, size_t i) {
  for (size_t j = i + 1; j < phrase.size(); ++j) {
    if (!phrase[j].silent) return phrase[j].reading.tone;
  }
  return 0;
}

// yi keeps its first tone as an ordinal or a digit, and at the end of a word: 第一, 十一, 一九九八,
// 一月, 一号, 统一, 星期一.
bool YiIsOrdinal(const ChinesePhrase& phrase, size_t i) {
  const char32_t before = i > 0 ? phrase[i - 1].character : U'\0';
  const char32_t after = At(phrase, i + 1);
  if (before == U'第' || before == U'十' || before == U'初') return true;
  if (IsDigitNumeral(before) || IsDigitNumeral(after)) return true;
  if (after == U'\0') return true;
  if (after == U'月' || after == U'楼') return true;
  if (after == U'号' || after == U'日') return true;
  if (after == U'年' && At(phrase, i + 2) == U'级') return true;
  return phrase[i].word_end && !phrase[i].word_start && !IsNumeral(before);
}

void ReadYi(ChinesePhrase& phrase, size_t i) {
  PinyinSyllable& yi = phrase[i].reading;
  yi.tone = 1;
  const bool between_same = i > 0 && i + 1 < phrase.size() && !phrase[i - 1].silent &&
                            phrase[i - 1].character == phrase[i + 1].character &&
                            !IsNumeral(phrase[i - 1].character);
  if (between_same) {
    yi.tone = 5;  // 看一看
  } else if (!YiIsOrdinal(phrase, i)) {
    const int next = ToneAfter(phrase, i);
    yi.tone = next == 4 || (next == 5 && At(phrase, i + 1) == U'个') ? 2 : 4;
  }
}

void ReadBu(ChinesePhrase& phrase, size_t i) {
  PinyinSyllable& bu = phrase[i].reading;
  const bool between_same =
      i > 0 && i + 1 < phrase.size() && phrase[i - 1].character == phrase[i + 1].character;
  const char32_t before = i > 0 ? phrase[i - 1].character : U'\0';
  const bool adverb = std::u32string_view(U"真最很也又都还就并从绝毫好太更决再").find(before) !=
                      std::u32string_view::npos;
  // 好不好, and the potential complement 看不懂 when it is one word.
  const bool inside = between_same || (!adverb && !phrase[i].word_start && !phrase[i].word_end &&
                                       i + 1 < phrase.size() && phrase[i + 1].word_end && i > 0 &&
                                       phrase[i - 1].word_start);
  bu.tone = inside ? 5 : (ToneAfter(phrase, i) == 4 ? 2 : 4);
}

// Third tones inside one word: of a pair the first rises; a word of three is 2+1, a word of four
// 2+2.
void SandhiInWord(ChinesePhrase& phrase, size_t begin, size_t end) {
  const auto third = [&](size_t i) { return phrase[i].reading.tone == 3; };
  const auto rise = [&](size_t i) { phrase[i].reading.tone = 2; };
  if (end - begin == 4) {
    SandhiInWord(phrase, begin, begin + 2);
    SandhiInWord(phrase, begin + 2, end);
  }
  for (size_t i = begin; i + 1 < end; ++i) {
    if (third(i) && third(i + 1)) rise(i);
  }
}

// Third tones that meet across words pair up from the right: 我|想|买 is 3 2 3, 很|好 is 2 3.
void SandhiAcrossWords(ChinesePhrase& phrase) {
  for (size_t i = phrase.size(); i >= 2; --i) {
    ChineseSyllable& left = phrase[i - 2];
    const ChineseSyllable& right = phrase[i - 1];
    if (left.reading.tone == 3 && right.reading.tone == 3) left.reading.tone = 2;
  }
}

}  // namespace

void ApplyToneSandhi(ChinesePhrase& phrase) {
  for (size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i].character == U'一' && phrase[i].reading.base == "yi") ReadYi(phrase, i);
  }
  for (size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i].character == U'不' && phrase[i].reading.base == "bu") ReadBu(phrase, i);
  }
  for (size_t begin = 0; begin < phrase.size();) {
    size_t end = begin + 1;
    while (end < phrase.size() && phrase[end].word == phrase[begin].word) ++end;
    SandhiInWord(phrase, begin, end);
    begin = end;
  }
  SandhiAcrossWords(phrase);
}

}  // namespace vivavoce::text
