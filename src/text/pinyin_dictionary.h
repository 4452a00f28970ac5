// Readings of Chinese characters and phrases, from the tables of pypinyin.
// Thread safety: const calls from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "text/pinyin.h"
#include "text/string_table.h"

namespace vivavoce::text {

class PinyinDictionary {
 public:
  struct Files {
    std::string phrases;     // phrases_dict.json: phrase -> [[syllable], ...]
    std::string characters;  // pinyin_dict.json: code point in decimal -> "syllable,syllable"
  };

  // kNotFound, kCorrupt.
  static Result<std::shared_ptr<const PinyinDictionary>> Create(const Files& files);

  // One reading per character of `word`, by the longest phrases from the left, then by the first
  // reading of each character; nullopt where there is none.
  std::vector<std::optional<PinyinSyllable>> Read(std::u32string_view word) const;

  // The reading of exactly this phrase, empty when it is not listed.
  std::vector<PinyinSyllable> Phrase(std::u32string_view phrase) const;

 private:
  StringTable phrases_;  // syllables separated by spaces
  std::unordered_map<char32_t, PinyinSyllable> characters_;
  size_t longest_phrase_ = 0;  // characters
};

}  // namespace vivavoce::text
