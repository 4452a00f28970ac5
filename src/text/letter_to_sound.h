// English spelling to phonemes by rules, for words no dictionary has (names, coinages, typing
// errors). The rules are the regular correspondences of American English; a word comes out
// pronounceable, not always right. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

// `word`: ASCII letters a-z, any case; other bytes are skipped. One primary stress when there is a
// vowel.
std::u32string LettersToSounds(std::string_view word);

// A word that is written in pinyin ("Xiaoyue", "Beijing", at least two syllables) in English
// sounds; empty when it does not divide into syllables.
std::u32string PinyinInEnglish(std::string_view word);

}  // namespace vivavoce::text
