#include "speaking/testing/small_phonemizer.h"

#include <map>
#include <string>

#include "text/phoneme_alphabet.h"
#include "text/utf8.h"

namespace vivavoce::speaking {
namespace {

// Written by hand in the model's alphabet.
const std::map<std::u32string, std::u32string>& Words() {
  static const std::map<std::u32string, std::u32string> words = {
      {U"a", U"ɐ"},         {U"and", U"ænd"},      {U"are", U"ɑɹ"},     {U"brown", U"bɹˈWn"},
      {U"dog", U"dˈɔɡ"},    {U"down", U"dˈWn"},    {U"fox", U"fˈɑks"},  {U"hello", U"həlˈO"},
      {U"how", U"hˌW"},     {U"jumps", U"ʤˈʌmps"}, {U"lazy", U"lˈAzi"}, {U"over", U"ˈOvəɹ"},
      {U"quick", U"kwˈɪk"}, {U"sat", U"sˈæt"},     {U"the", U"ðə"},     {U"then", U"ðˈɛn"},
      {U"there", U"ðˈɛɹ"},  {U"he", U"hi"},        {U"yes", U"jˈɛs"},   {U"you", U"jˈu"},
      {U"今", U"ʨin→"},     {U"天", U"tʰjɛn→"},    {U"气", U"ʨʰi↘"},    {U"很", U"xən↓"},
      {U"好", U"xau↓"},     {U"你", U"ni↓"},       {U"我", U"wo↓"},     {U"是", U"ʂɻ↘"},
      {U"们", U"mən→"},     {U"去", U"ʨʰy↘"},      {U"吧", U"pa→"},     {U"吗", U"ma→"}};
  return words;
}

bool IsLetter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

Result<text::PhonemeText> SmallPhonemizer(std::string_view text, Language /*language*/) {
  text::PhonemeText result;
  size_t position = 0;
  while (position < text.size()) {
    const size_t begin = position;
    std::u32string word;
    while (position < text.size()) {
      const text::Utf8Char next = text::DecodeUtf8At(text, position);
      if (!word.empty() && !IsLetter(next.code)) break;
      word.push_back(next.code < 128 ? next.code | (IsLetter(next.code) ? 0x20 : 0) : next.code);
      position += next.size;
      if (!IsLetter(next.code)) break;
    }
    const auto found = Words().find(word);
    if (found != Words().end()) {
      const size_t start = result.phonemes.size();
      for (const char32_t symbol : found->second) text::AppendPhoneme(result.phonemes, symbol);
      result.words.push_back({begin, position, start, result.phonemes.size()});
    } else if (word == U" ") {
      text::AppendPhoneme(result.phonemes, U' ');
    } else if (const char32_t mark = text::PunctuationPhoneme(word.front())) {
      text::AppendPhoneme(result.phonemes, mark);
    }
  }
  return result;
}

}  // namespace vivavoce::speaking
