#include "text/english_g2p.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "text/english_stress.h"
#include "text/homograph_en.h"
#include "text/phoneme_alphabet.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

struct Token {
  size_t begin = 0;
  size_t end = 0;
  std::string word;   // as written, ASCII; empty for a mark or a space
  char32_t mark = 0;  // of the alphabet, U' ' for white space
  std::u32string phonemes;
};

// Latin letters with diacritics as the bare letter: café -> cafe. Empty for what is not Latin.
std::string_view BareLetter(char32_t c) {
  struct Group {
    std::u32string_view marked;
    std::string_view bare;
  };
  static constexpr Group kGroups[] = {
      {U"àáâãäåāă", "a"}, {U"ÀÁÂÃÄÅĀ", "A"}, {U"èéêëēěę", "e"}, {U"ÈÉÊËĒ", "E"},  {U"ìíîïī", "i"},
      {U"ÌÍÎÏĪ", "I"},    {U"òóôõöøō", "o"}, {U"ÒÓÔÕÖØŌ", "O"}, {U"ùúûüūů", "u"}, {U"ÙÚÛÜŪ", "U"},
      {U"ýÿ", "y"},       {U"çćč", "c"},     {U"ÇĆČ", "C"},     {U"ñńň", "n"},    {U"Ñ", "N"},
      {U"šś", "s"},       {U"ŠŚ", "S"},      {U"žźż", "z"},     {U"ŽŹŻ", "Z"},    {U"ß", "ss"},
      {U"æ", "ae"},       {U"Æ", "Ae"},      {U"œ", "oe"},      {U"ł", "l"},      {U"Ł", "L"},
      {U"đ", "d"},        {U"ř", "r"},       {U"ğ", "g"}};
  for (const Group& group : kGroups) {
    if (group.marked.find(c) != std::u32string_view::npos) return group.bare;
  }
  return {};
}

bool IsAsciiLetter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

// Letters, with apostrophes, hyphens and dots between letters.
Token ReadWord(std::string_view text, size_t begin) {
  Token token{.begin = begin, .end = begin};
  while (token.end < text.size()) {
    const Utf8Char c = DecodeUtf8At(text, token.end);
    const char32_t code = FoldFullWidth(c.code);
    const size_t next = token.end + c.size;
    const bool letter_follows =
        next < text.size() && ScriptOf(DecodeUtf8At(text, next).code) == Script::kLatin;
    if (IsAsciiLetter(code)) {
      token.word += static_cast<char>(code);
    } else if (const std::string_view bare = BareLetter(code); !bare.empty()) {
      token.word += bare;
    } else if (code == U'\'' || code == U'’') {
      // A final apostrophe belongs to a plural (dogs'), not to a quotation.
      if (!letter_follows && !token.word.ends_with('s')) break;
      token.word += '\'';
    } else if ((code == U'-' || code == U'_') && letter_follows) {
      token.word += '-';
    } else if (code == U'.' && token.word.size() % 2 == 1 &&
               (token.word.size() == 1 || token.word[token.word.size() - 2] == '.') &&
               (letter_follows || token.word.size() > 2)) {
      token.word += '.';
    } else if (ScriptOf(code) == Script::kLatin) {
      // a letter nobody here can say
    } else {
      break;
    }
    token.end = next;
  }
  return token;
}

std::vector<Token> Tokenise(std::string_view text) {
  std::vector<Token> tokens;
  bool quote_open = false;
  for (size_t at = 0; at < text.size();) {
    const Utf8Char c = DecodeUtf8At(text, at);
    const char32_t code = FoldFullWidth(c.code);
    const Script script = c.valid ? ScriptOf(code) : Script::kOther;
    const bool leading_apostrophe =
        (code == U'\'' || code == U'’') && at + c.size < text.size() &&
        ScriptOf(DecodeUtf8At(text, at + c.size).code) == Script::kLatin &&
        (text.substr(at + c.size).starts_with("em ") ||
         text.substr(at + c.size).starts_with("cause"));
    if (script == Script::kLatin || leading_apostrophe) {
      tokens.push_back(ReadWord(text, at));
      if (tokens.back().end == at) tokens.back().end = at + c.size;
      at = tokens.back().end;
      continue;
    }
    Token token{.begin = at, .end = at + c.size};
    at += c.size;
    const bool dash_between_spaces = code == U'-' && token.begin > 0 &&
                                     text[token.begin - 1] == ' ' && at < text.size() &&
                                     text[at] == ' ';
    if (script == Script::kSpace) {
      token.mark = U' ';
    } else if (code == U'"') {
      token.mark = quote_open ? U'”' : U'“';
      quote_open = !quote_open;
    } else if (dash_between_spaces) {
      token.mark = U'—';
    } else {
      token.mark = PunctuationPhoneme(c.code);
    }
    // "/" and the like part words as a space does.
    if (token.mark == U'\0') token.mark = U' ';
    tokens.push_back(std::move(token));
  }
  return tokens;
}

bool EndsSentence(char32_t mark) { return mark == U'.' || mark == U'!' || mark == U'?'; }

std::string LowerCase(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

// How a word or mark begins, for the word before it: a vowel, a consonant, or the end of a phrase.
std::optional<bool> BeginsWithVowel(const std::u32string& phonemes, std::optional<bool> otherwise) {
  for (const char32_t c : phonemes) {
    if (IsPausePhoneme(c)) return std::nullopt;
    if (IsVowelPhoneme(c)) return true;
    if (IsConsonantPhoneme(c)) return false;
  }
  return otherwise;
}

// The words of tokens [begin, end) get their phonemes, from the last to the first, since some
// depend on the sound that follows.
void PronounceSentence(std::vector<Token>& tokens, size_t begin, size_t end,
                       const EnglishLexicon& lexicon, const EnglishPronouncer& pronouncer) {
  std::vector<std::string> words;
  bool all_capitals = true;
  size_t letters = 0;
  for (size_t i = begin; i < end; ++i) {
    if (tokens[i].word.empty()) continue;
    words.push_back(LowerCase(tokens[i].word));
    letters += tokens[i].word.size();
    for (const char c : tokens[i].word) all_capitals = all_capitals && !(c >= 'a' && c <= 'z');
  }
  all_capitals = all_capitals && words.size() >= 3 && letters >= 10;
  EnglishContext context;
  context.all_capitals = all_capitals;
  size_t at = words.size();
  for (size_t i = end; i-- > begin;) {
    Token& token = tokens[i];
    if (token.word.empty()) {
      context.vowel_follows = BeginsWithVowel({token.mark}, context.vowel_follows);
      if (IsPausePhoneme(token.mark)) context.to_follows = false;
      continue;
    }
    --at;
    context.sentence_start = at == 0;
    context.word_class =
        lexicon.IsHomograph(words[at]) ? GuessWordClass(words, at) : WordClass::kAny;
    token.phonemes = pronouncer.Pronounce(token.word, context);
    std::replace(token.phonemes.begin(), token.phonemes.end(), U'ɾ', U'T');
    std::replace(token.phonemes.begin(), token.phonemes.end(), U'ʔ', U't');
    context.vowel_follows = BeginsWithVowel(token.phonemes, context.vowel_follows);
    context.to_follows = words[at] == "to";
  }
}

}  // namespace

EnglishG2p::EnglishG2p(std::shared_ptr<const EnglishLexicon> lexicon)
    : lexicon_(lexicon), pronouncer_(std::move(lexicon)) {}

PhonemeText EnglishG2p::Convert(std::string_view text) const {
  std::vector<Token> tokens = Tokenise(text);
  for (size_t begin = 0; begin < tokens.size();) {
    size_t end = begin;
    while (end < tokens.size() && !EndsSentence(tokens[end].mark)) ++end;
    end = std::min(end + 1, tokens.size());
    PronounceSentence(tokens, begin, end, *lexicon_, pronouncer_);
    begin = end;
  }
  PhonemeText out;
  for (const Token& token : tokens) {
    if (token.word.empty()) {
      // Letters of a foreign alphabet leave a token with neither word nor mark.
      AppendPhoneme(out.phonemes, token.mark == U'\0' ? U' ' : token.mark);
      continue;
    }
    const size_t begin = out.phonemes.size();
    for (const char32_t c : token.phonemes) {
      if (IsKokoroPhoneme(c)) out.phonemes += c;
    }
    if (out.phonemes.size() > begin) {
      out.words.push_back({token.begin, token.end, begin, out.phonemes.size()});
    }
  }
  if (!out.phonemes.empty() && out.phonemes.back() == U' ') out.phonemes.pop_back();
  return out;
}

}  // namespace vivavoce::text
