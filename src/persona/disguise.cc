#include "persona/disguise.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include "text/letter_case.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

using text::IsLetter;
using text::IsUpper;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

char PlainLetter(char c) {
  constexpr std::string_view kSigns = "013457@$!";
  constexpr std::string_view kLetters = "oieastasi";
  const size_t at = kSigns.find(c);
  return at == std::string_view::npos ? c : kLetters[at];
}

// Letters and digits mixed, as in "ch4r4ct3r"; not "mp3", "b2" or "21st".
bool Mixed(std::string_view word) {
  int inside = 0;
  for (size_t i = 1; i + 1 < word.size(); ++i) {
    inside += PlainLetter(word[i]) != word[i] && IsLetter(word[i - 1]) ? 1 : 0;
  }
  const bool begins = word.size() >= 4 && IsDigit(word[0]) && IsLetter(word[1]) &&
                      std::ranges::count_if(word, IsLetter) >= 2;
  const bool ordinal = begins && word.size() <= 5 && !IsDigit(word.back()) &&
                       std::ranges::count_if(word, IsDigit) >= 1 && inside == 0;
  return inside > 0 || (begins && !ordinal);
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\t') {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

// Digits for letters, where at least two words are so.
std::string WithoutLeet(std::string_view turn) {
  const std::vector<std::string> words = Words(turn);
  if (std::ranges::count_if(words, Mixed) < 2) return std::string(turn);
  std::string out(turn);
  std::ranges::transform(out, out.begin(), PlainLetter);
  return out;
}

// "w r i t e   i t" -> "write it", "i-g-n-o-r-e" -> "ignore", 忽.略.你 -> 忽略你: single characters
// with one mark between, four at least (three of Chinese).
std::string WithoutGaps(std::string_view turn) {
  const std::u32string in = text::ToUtf32(turn);
  const auto single = [&](size_t i) {
    const auto letter = [&](size_t k) {
      return k < in.size() && text::ScriptOf(in[k]) == text::Script::kLatin;
    };
    const auto han = [&](size_t k) {
      return k < in.size() && text::ScriptOf(in[k]) == text::Script::kHan;
    };
    if (han(i)) return !han(i + 1) && (i == 0 || !han(i - 1));
    return letter(i) && !letter(i + 1) && (i == 0 || !letter(i - 1));
  };
  const auto gap = [&](size_t i) {
    return i < in.size() && std::u32string_view(U" .-_*·/,").contains(in[i]);
  };
  std::u32string out;
  bool changed = false;
  for (size_t i = 0; i < in.size();) {
    size_t end = i;
    std::u32string joined;
    while (end < in.size() && single(end)) {
      joined += in[end];
      if (gap(end + 1) && single(end + 2)) {
        end += 2;
      } else {
        ++end;
        break;
      }
    }
    if (joined.size() >= (joined.empty() || joined[0] < 0x2E80 ? 4u : 3u)) {
      out += joined;
      changed = true;
      i = end;
    } else {
      out += in[i++];
    }
  }
  return changed ? text::ToUtf8(out) : std::string(turn);
}

// Changes between capitals, small letters and digits: many in code, few in words.
bool IsCode(std::string_view run) {
  if (run.size() < 14) return false;
  int changes = 0;
  for (size_t i = 1; i < run.size(); ++i) {
    const auto kind = [](char c) { return IsUpper(c) ? 0 : IsDigit(c) ? 1 : 2; };
    changes += kind(run[i]) != kind(run[i - 1]) ? 1 : 0;
  }
  const auto digits = std::ranges::count_if(run, IsDigit);
  const bool hex = std::ranges::all_of(run, [](char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
  });
  return changes * 4 >= static_cast<int>(run.size()) ||
         (hex && digits * 4 >= static_cast<int>(run.size()) &&
          digits < static_cast<int>(run.size()));
}

bool HasCodeRun(std::string_view turn) {
  size_t begin = 0;
  for (size_t i = 0; i <= turn.size(); ++i) {
    const bool inside = i < turn.size() && (IsLetter(turn[i]) || IsDigit(turn[i]) ||
                                            turn[i] == '+' || turn[i] == '=');
    if (inside) continue;
    if (IsCode(turn.substr(begin, i - begin))) return true;
    begin = i + 1;
  }
  return false;
}

// Groups of zeros and ones, of bytes in hexadecimal, or of dots and dashes.
bool HasGroups(std::string_view turn) {
  int binary = 0;
  int morse = 0;
  int bytes = 0;
  for (const std::string& word : Words(turn)) {
    binary += word.size() >= 6 && word.find_first_not_of("01") == std::string::npos ? 1 : 0;
    morse += word.find_first_not_of(".-") == std::string::npos ? 1 : 0;
    bytes += word.size() == 2 && word.find_first_not_of("0123456789abcdefABCDEF") ==
                                     std::string::npos && IsDigit(word[0])
                 ? 1
                 : 0;
  }
  return binary >= 2 || morse >= 4 || bytes >= 6;
}

constexpr std::string_view kEnglish =
    " the a an and or but of to in on at for from with by is are was were be been am i you he she "
    "it we they me my your his her our their this that these those what who how why when where "
    "not no yes do does did have has had will would can could should just so if then than as up "
    "out about all any some there here now very too hello hi hey please thanks i'm it's don't "
    "you're that's let's go say tell like want ";
constexpr std::string_view kOther =
    " je tu il elle nous vous ils ne pas plus est sont suis une des les du au avec pour que qui "
    "mais ça c'est bonjour merci oui el los las una por para con como estoy está eres soy hola "
    "gracias sí muy qué porque pero ich du ist sind bin nicht und der das den dem ein eine mit für "
    "wie was bitte danke ja nein auf ci sono sei è non che per ciao grazie molto bene você não "
    "eu sim obrigado muito uma está fala responde ";

bool IsListed(std::string_view list, std::string_view word) {
  return list.contains(" " + std::string(word) + " ");
}

}  // namespace

std::string Undisguised(std::string_view turn) { return WithoutGaps(WithoutLeet(turn)); }

bool LooksForeign(std::string_view text) {
  int english = 0;
  int other = 0;
  int strange = 0;
  bool han = false;
  const std::string lower = text::Lower(text);
  std::string word;
  const auto end = [&] {
    if (IsListed(kEnglish, word)) {
      ++english;
    } else if (IsListed(kOther, word)) {
      ++other;
    }
    word.clear();
  };
  for (const char32_t c : text::ToUtf32(lower)) {
    // Kana, Hangul; Cyrillic to Arabic; Devanagari to Thai.
    strange += (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7AF) ||
               (c >= 0x0400 && c <= 0x06FF) || (c >= 0x0900 && c <= 0x0E7F);
    const text::Script script = text::ScriptOf(c);
    han |= script == text::Script::kHan;
    if (script == text::Script::kLatin || c == U'\'') {
      text::AppendUtf8(word, c);
    } else {
      end();
    }
  }
  end();
  return strange >= 3 || (!han && other >= 2 && other > english * 2);
}

bool LooksEncoded(std::string_view turn) {
  if (HasCodeRun(turn) || HasGroups(turn)) return true;
  // Letters moved on by thirteen: small words of English only when they are moved back.
  const std::string lower = text::Lower(turn);
  std::string moved = lower;
  for (char& c : moved) {
    if (text::IsLower(c)) c = static_cast<char>('a' + (c - 'a' + 13) % 26);
  }
  const auto known = [](const std::string& text) {
    return std::ranges::count_if(Words(text), [](const std::string& word) {
      return word.size() >= 2 && IsListed(kEnglish, word);
    });
  };
  return known(moved) >= 2 && known(lower) == 0;
}

}  // namespace vivavoce::persona
