// Where the dictionaries lie for tests that load them: <home>/models, <home> being $VIVAVOCE_HOME
// or
// ~/.cache/vivavoce.
#pragma once

#include <cstdlib>
#include <string>

#include "text/g2p.h"

namespace vivavoce::text {

inline G2pFiles InstalledDictionaries() {
  const char* set = std::getenv("VIVAVOCE_HOME");
  const char* user = std::getenv("HOME");
  const std::string home =
      set != nullptr ? set : std::string(user == nullptr ? "" : user) + "/.cache/vivavoce";
  const std::string models = home + "/models/";
  return {.english_gold = models + "misaki-en/us_gold.json",
          .english_silver = models + "misaki-en/us_silver.json",
          .jieba_dictionary = models + "jieba/jieba.dict.utf8",
          .jieba_hmm_model = models + "jieba/hmm_model.utf8",
          .pinyin_phrases = models + "pypinyin/phrases_dict.json",
          .pinyin_characters = models + "pypinyin/pinyin_dict.json"};
}

}  // namespace vivavoce::text
