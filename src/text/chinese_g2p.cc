#include "text/chinese_g2p.h"

#include <optional>
#include <utility>
#include <vector>

#include "text/aligned_text.h"
#include "text/chinese_syllable.h"
#include "text/phoneme_alphabet.h"
#include "text/polyphone_zh.h"
#include "text/script.h"
#include "text/tone_sandhi.h"
#include "text/utf8.h"

namespace vivavoce::text {

ChineseG2p::ChineseG2p(std::shared_ptr<const WordSegmenter> segmenter,
                       std::shared_ptr<const PinyinDictionary> dictionary)
    : segmenter_(std::move(segmenter)), dictionary_(std::move(dictionary)) {}

PhonemeText ChineseG2p::Convert(std::string_view text, ChineseTones tones) const {
  PhonemeText out;
  for (const ScriptRun& run : ScriptRuns(text)) {
    if (run.script == Script::kHan) {
      ConvertPhrase(text, run.begin, run.end, tones, out);
      continue;
    }
    if (run.script == Script::kSpace) AppendPhoneme(out.phonemes, U' ');
    if (run.script != Script::kPunctuation) continue;
    for (const char32_t c : ToUtf32(text.substr(run.begin, run.end - run.begin))) {
      const char32_t symbol = PunctuationPhoneme(c);
      if (symbol == U'\0') continue;
      if (symbol == U'“' || symbol == U'(') AppendPhoneme(out.phonemes, U' ');
      AppendPhoneme(out.phonemes, symbol);
      if (IsPausePhoneme(symbol) || symbol == U'”' || symbol == U')') {
        AppendPhoneme(out.phonemes, U' ');
      }
    }
  }
  if (!out.phonemes.empty() && out.phonemes.back() == U' ') out.phonemes.pop_back();
  return out;
}

void ChineseG2p::ConvertPhrase(std::string_view text, size_t begin, size_t end, ChineseTones tones,
                               PhonemeText& out) const {
  ChinesePhrase phrase;
  std::vector<TextSpan> spans;
  size_t at = begin;
  size_t word_index = 0;
  for (const std::string_view word : segmenter_->Cut(text.substr(begin, end - begin))) {
    const std::u32string characters = ToUtf32(word);
    const auto readings = dictionary_->Read(characters);
    for (size_t i = 0; i < characters.size(); ++i) {
      const size_t size = DecodeUtf8At(text, at).size;
      if (readings[i]) {
        phrase.push_back(
            {characters[i], *readings[i], word_index, i == 0, i + 1 == characters.size()});
        spans.push_back({at, at + size});
      }
      at += size;
    }
    ++word_index;
  }
  if (tones == ChineseTones::kSpoken) {
    ResolvePolyphones(phrase);
    ApplyNeutralTones(phrase);
    ApplyErhua(phrase);
    ApplyToneSandhi(phrase);
  }
  for (size_t i = 0; i < phrase.size(); ++i) {
    if (phrase[i].silent) {
      if (!out.words.empty()) out.words.back().text_end = spans[i].end;
      continue;
    }
    if (i > 0 && phrase[i].word != phrase[i - 1].word) AppendPhoneme(out.phonemes, U' ');
    const size_t phoneme_begin = out.phonemes.size();
    out.phonemes += PinyinPhonemes(phrase[i].reading);
    out.words.push_back({spans[i].begin, spans[i].end, phoneme_begin, out.phonemes.size()});
  }
}

}  // namespace vivavoce::text
