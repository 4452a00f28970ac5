// Text to phonemes for the synthesiser, Chinese and English in one sentence: the front door of
// text/. Numbers and symbols are written out, words are looked up, tones follow their neighbours.
// Thread safety: Convert() is const and may be called from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/language.h"
#include "text/chinese_g2p.h"
#include "text/english_g2p.h"
#include "text/phoneme_text.h"
#include "text/word_segmenter.h"

namespace vivavoce::text {

// Paths of the dictionaries; the file names are those of the model store.
struct G2pFiles {
  std::string english_gold;       // misaki-en/us_gold.json
  std::string english_silver;     // misaki-en/us_silver.json
  std::string jieba_dictionary;   // jieba/jieba.dict.utf8
  std::string jieba_hmm_model;    // jieba/hmm_model.utf8
  std::string pinyin_phrases;     // pypinyin/phrases_dict.json
  std::string pinyin_characters;  // pypinyin/pinyin_dict.json
};

class G2p {
 public:
  // Loads about 1 s and 150 MB, most of it the word dictionary; share one instance.
  // kNotFound and kCorrupt name the file.
  static Result<std::shared_ptr<const G2p>> Create(const G2pFiles& files);

  // `text` is any UTF-8 without mark-up (see speech_text.h); invalid bytes are skipped. `language`
  // is that of the sentence around it and decides how numbers are read; kUnknown: the dominant
  // script. Symbols of the result are all in Kokoro's alphabet, offsets are into `text`. Text with
  // nothing to say gives empty phonemes or punctuation without words. kInvalidArgument when text
  // exceeds kLongestText.
  Result<PhonemeText> Convert(std::string_view text, Language language) const;

  static constexpr size_t kLongestText = 1 << 20;  // bytes

  // For ClauseSplitter.
  const std::shared_ptr<const WordSegmenter>& segmenter() const { return segmenter_; }

 private:
  G2p(std::shared_ptr<const EnglishLexicon> lexicon, std::shared_ptr<const WordSegmenter> segmenter,
      std::shared_ptr<const PinyinDictionary> pinyin);

  std::shared_ptr<const WordSegmenter> segmenter_;
  EnglishG2p english_;
  ChineseG2p chinese_;
};

}  // namespace vivavoce::text
