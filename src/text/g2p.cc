#include "text/g2p.h"

#include <fmt/format.h>

#include <utility>

#include "text/aligned_text.h"
#include "text/language_spans.h"
#include "text/normalise_en.h"
#include "text/normalise_zh.h"
#include "text/phoneme_alphabet.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

// The same text with full-width letters and digits as ASCII and without bytes that are no
// characters.
AlignedText Fold(std::string_view text) {
  const AlignedText source(text);
  AlignedText folded;
  bool quoted = false;
  for (size_t at = 0; at < text.size();) {
    const Utf8Char c = DecodeUtf8At(text, at);
    const size_t end = at + c.size;
    const char32_t ascii = FoldFullWidth(c.code);
    const Script script = ScriptOf(c.code);
    const bool control = c.code < 0x20 || c.code == 0x7F;
    // Full-width marks stay: they say that the sentence is Chinese.
    const bool letter = script == Script::kLatin || script == Script::kDigit || c.code == U'％' ||
                        c.code == U'＋' || c.code == U'＝' || c.code == U'－' || c.code == U'＄' ||
                        c.code == U'＆' || c.code == U'／';
    if (c.code == U'"') {
      quoted = !quoted;
      folded.Replace(quoted ? "“" : "”", source, at, end);
    } else if (!c.valid || control) {
      folded.Replace(" ", source, at, end);
    } else if (ascii != c.code && letter) {
      folded.Replace(ToUtf8(std::u32string_view(&ascii, 1)), source, at, end);
    } else {
      folded.Copy(source, at, end);
    }
    at = end;
  }
  return folded;
}

// Appends `part`, whose offsets are into `spoken`, to `out`, whose offsets are into the original.
void AppendPart(PhonemeText& out, const PhonemeText& part, const AlignedText& spoken) {
  if (!out.phonemes.empty() && !part.phonemes.empty() && !IsPausePhoneme(part.phonemes[0])) {
    AppendPhoneme(out.phonemes, U' ');
  }
  const size_t shift = out.phonemes.size();
  out.phonemes += part.phonemes;
  for (const PhonemeWord& word : part.words) {
    const TextSpan span = spoken.Original(word.text_begin, word.text_end);
    // The words of one number ("three point five") are one entry, and so are two that overlap.
    if (!out.words.empty() && span.begin < out.words.back().text_end) {
      out.words.back().phoneme_end = word.phoneme_end + shift;
      out.words.back().text_end = std::max(out.words.back().text_end, span.end);
    } else {
      out.words.push_back(
          {span.begin, span.end, word.phoneme_begin + shift, word.phoneme_end + shift});
    }
  }
}

}  // namespace

Result<std::shared_ptr<const G2p>> G2p::Create(const G2pFiles& files) {
  auto lexicon = EnglishLexicon::Create({files.english_gold, files.english_silver});
  if (!lexicon) return Fail(lexicon.error());
  auto segmenter = WordSegmenter::Create({files.jieba_dictionary, files.jieba_hmm_model});
  if (!segmenter) return Fail(segmenter.error());
  auto pinyin = PinyinDictionary::Create({files.pinyin_phrases, files.pinyin_characters});
  if (!pinyin) return Fail(pinyin.error());
  return std::shared_ptr<const G2p>(
      new G2p(*std::move(lexicon), *std::move(segmenter), *std::move(pinyin)));
}

G2p::G2p(std::shared_ptr<const EnglishLexicon> lexicon,
         std::shared_ptr<const WordSegmenter> segmenter,
         std::shared_ptr<const PinyinDictionary> pinyin)
    : segmenter_(segmenter),
      english_(std::move(lexicon)),
      chinese_(std::move(segmenter), std::move(pinyin)) {}

Result<PhonemeText> G2p::Convert(std::string_view text, Language language) const {
  if (text.size() > kLongestText) {
    return Fail(Error::InvalidArgument(
        fmt::format("text must be at most {} bytes, not {}", kLongestText, text.size()), "text"));
  }
  const AlignedText folded = Fold(text);
  PhonemeText out;
  for (const LanguageSpan& span : LanguageSpans(folded.text(), language)) {
    AlignedText part;
    part.Copy(folded, span.begin, span.end);
    const bool chinese = span.language == Language::kChinese;
    const AlignedText spoken = chinese ? NormaliseChinese(part) : NormaliseEnglish(part);
    if (!chinese) {
      AppendPart(out, english_.Convert(spoken.text()), spoken);
      continue;
    }
    // Letters that stayed in a Chinese number (5G) are read in English.
    for (const LanguageSpan& inner : LanguageSpans(spoken.text(), Language::kChinese)) {
      AlignedText piece;
      piece.Copy(spoken, inner.begin, inner.end);
      AppendPart(out,
                 inner.language == Language::kChinese ? chinese_.Convert(piece.text())
                                                      : english_.Convert(piece.text()),
                 piece);
    }
  }
  return out;
}

}  // namespace vivavoce::text
