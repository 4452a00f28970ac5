#include "text/clause_scanner.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "text/letter_case.h"
#include "text/script.h"
#include "text/ssml_tag.h"
#include "text/utf8.h"

namespace vivavoce::text {
namespace {

constexpr size_t kLongestMarkup = 160;  // bytes; an opener without a closer by then is plain text
constexpr size_t kLongestWord = 64;     // bytes; longer runs of letters are taken in parts
constexpr size_t kLongestAddress = 400;

constexpr ClauseItem kUndecided = {.undecided = true};

// The character at `at`, or nullopt past the end or in the middle of an unfinished character.
std::optional<Utf8Char> Peek(std::string_view text, size_t at, bool final) {
  if (at >= text.size()) return std::nullopt;
  const Utf8Char c = DecodeUtf8At(text, at);
  if (!c.valid && !final && text.size() - at <= IncompleteUtf8Tail(text)) return std::nullopt;
  return c;
}

bool IsCloser(char32_t c) {
  static constexpr std::u32string_view kClosers = U"\"'”’」』）)】》〉]*";
  return kClosers.find(c) != std::u32string_view::npos;
}

ClauseMark MarkOf(char32_t c) {
  static constexpr std::u32string_view kSentence = U"。！？!?｡．\n";
  static constexpr std::u32string_view kPhrase = U",;，、；：…—";
  if (kSentence.find(c) != std::u32string_view::npos) return ClauseMark::kSentence;
  if (kPhrase.find(c) != std::u32string_view::npos) return ClauseMark::kPhrase;
  return ClauseMark::kNone;
}

// Takes in the marks and closing signs that follow and are here already: "?!", "。”", "——".
ClauseItem WithFollowers(std::string_view text, ClauseItem item) {
  while (item.end < text.size()) {
    const Utf8Char c = DecodeUtf8At(text, item.end);
    const ClauseMark mark = c.valid ? MarkOf(c.code) : ClauseMark::kNone;
    if (mark == ClauseMark::kNone && !IsCloser(c.code)) break;
    if (c.code == U'*') break;
    item.mark = std::max(item.mark, mark);
    item.end += c.size;
  }
  return item;
}

// Words before whose '.' a sentence does not end.
bool IsAbbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 32> kWords = {
      "mr",  "mrs", "ms",  "dr",  "prof", "st",  "vs",   "etc", "eg",  "ie",   "no",
      "jr",  "sr",  "inc", "ltd", "co",   "fig", "vol",  "gen", "sgt", "capt", "col",
      "rev", "hon", "mt",  "jan", "feb",  "aug", "sept", "oct", "nov", "dec"};
  std::string lower;
  for (const char c : word) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (lower == "no" || lower == "co" || lower == "etc") {
    // "No." ends an answer far more often than it means "number".
    return lower == "etc" ? false : word[0] == 'C';
  }
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

// The letters and dots right before `at`: "Mr", "e.g", "U.S".
std::string_view WordBefore(std::string_view text, size_t at) {
  size_t begin = at;
  while (begin > 0 && at - begin < kLongestWord &&
         (IsLetter(text[begin - 1]) || text[begin - 1] == '.')) {
    --begin;
  }
  return text.substr(begin, at - begin);
}

ClauseItem ReadFullStop(std::string_view text, size_t at, bool final) {
  size_t end = at;
  while (end < text.size() && text[end] == '.') ++end;
  const std::optional<Utf8Char> next = Peek(text, end, final);
  if (!next && !final) return kUndecided;
  if (end - at >= 2) return WithFollowers(text, {.end = end, .mark = ClauseMark::kPhrase});
  const bool followed = next && next->valid;
  if (followed && next->code < 0x80 &&
      (IsLetter(static_cast<char>(next->code)) ||
       IsDigit(static_cast<char>(next->code)) || next->code == U'/' || next->code == U',')) {
    return {.end = end};
  }
  const std::string_view word = WordBefore(text, at);
  const bool initial = word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z' && word[0] != 'I';
  const bool dotted = word.find('.') != std::string_view::npos && word.size() <= 4;
  if (followed && (initial || dotted || IsAbbreviation(word))) return {.end = end};
  // A number at the start of a line is a list item: "1. Tea".
  size_t digits = at;
  while (digits > 0 && IsDigit(text[digits - 1])) --digits;
  if (followed && digits < at && at - digits <= 2 && (digits == 0 || text[digits - 1] == '\n')) {
    return {.end = end};
  }
  return WithFollowers(text, {.end = end, .mark = ClauseMark::kSentence});
}

// , and : between digits belong to a number or a time; : before // to an address.
ClauseItem ReadCommaOrColon(std::string_view text, size_t at, bool final) {
  const bool after_digit = at > 0 && IsDigit(text[at - 1]);
  const size_t end = at + 1;
  if (after_digit || text[at] == ':') {
    const std::optional<Utf8Char> next = Peek(text, end, final);
    if (!next && !final) return kUndecided;
    if (next && after_digit && next->code >= U'0' && next->code <= U'9') return {.end = end};
    if (next && next->code == U'/') return {.end = end};
  }
  return WithFollowers(text, {.end = end, .mark = ClauseMark::kPhrase});
}

// " - " and " – " between words; a hyphen inside a word or number is no boundary.
ClauseItem ReadDash(std::string_view text, size_t at, size_t size, bool final) {
  const size_t end = at + size;
  const bool space_before = at > 0 && text[at - 1] == ' ';
  if (!space_before) return {.end = end};
  if (end >= text.size()) return final ? ClauseItem{.end = end} : kUndecided;
  if (text[end] != ' ') return {.end = end};
  return {.end = end, .mark = ClauseMark::kPhrase};
}

std::optional<std::string_view> CloserOf(std::string_view text, size_t at, char32_t opener) {
  switch (opener) {
    case U'(':
      return ")";
    case U'（':
      return "）";
    case U'[':
      return "]";
    case U'`':
      return "`";
    case U'*':
      if (text.substr(at, 2) == "**") return "**";
      return "*";
    default:
      return std::nullopt;
  }
}

// Mark-up from `at`, whole or not at all: nullopt when it is plain text.
std::optional<ClauseItem> ReadMarkup(std::string_view text, size_t at, Utf8Char opener,
                                     bool final) {
  const std::optional<std::string_view> closer = CloserOf(text, at, opener.code);
  if (!closer) return std::nullopt;
  const size_t inner = at + (opener.code == U'*' ? closer->size() : opener.size);
  if (opener.code == U'*') {
    if (inner >= text.size() && !final) return kUndecided;
    // "* item", "3*4", "2 * 3": no emphasis.
    if (inner >= text.size() || text[inner] == ' ' || (at > 0 && IsDigit(text[at - 1]))) {
      return std::nullopt;
    }
  }
  const std::string_view window = text.substr(inner, kLongestMarkup);
  const size_t found = std::min(window.find(*closer), window.find('\n'));
  if (found == std::string_view::npos) {
    if (final || window.size() == kLongestMarkup) return std::nullopt;
    return kUndecided;
  }
  if (window[found] == '\n') return std::nullopt;
  size_t end = inner + found + closer->size();
  if (opener.code == U'[') {
    if (end >= text.size() && !final) return kUndecided;
    if (end < text.size() && text[end] == '(') {
      const size_t close = text.substr(end, kLongestAddress).find(')');
      if (close != std::string_view::npos) {
        end += close + 1;
      } else if (!final && text.size() - end < kLongestAddress) {
        return kUndecided;
      }
    }
  }
  ClauseItem item = {.end = end};
  if (opener.code == U'[' || closer->size() == 2) {  // spoken: link text, **bold**
    for (const ScriptRun& run : ScriptRuns(text.substr(inner, found))) {
      const int length = static_cast<int>(run.end - run.begin);
      if (run.script == Script::kLatin) ++item.words, item.speech_ms += length * kMsPerLetter;
      if (run.script == Script::kHan) {
        item.ideographs += length / 3;
        item.speech_ms += length / 3 * kMsPerIdeograph;
      }
    }
  }
  return item;
}

// An SSML tag, with all of an element that is read otherwise than it is written.
std::optional<ClauseItem> ReadTag(std::string_view text, size_t at, bool final) {
  if (text[at] != '<') return std::nullopt;
  const std::string_view rest = text.substr(at, kLongestTag);
  if (const auto tag = ReadSsmlTag(rest)) {
    const bool whole = tag->form == SsmlTag::Form::kOpen &&
                       (tag->name == "sub" || tag->name == "say-as" || tag->name == "phoneme");
    const size_t close = whole ? rest.find("</" + tag->name + ">", tag->size) : rest.npos;
    if (whole && close == rest.npos && !final && rest.size() < kLongestTag) return kUndecided;
    if (close == rest.npos) return ClauseItem{.end = at + tag->size};
    const size_t length = close - tag->size;
    return ClauseItem{.end = at + close + tag->name.size() + 3,
                      .words = 1,
                      .speech_ms = static_cast<int>(length) * kMsPerLetter};
  }
  const bool begins = rest.size() == 1 || IsLetter(rest[1]) || rest[1] == '/';
  const bool may_come = rest.size() < kLongestTag && rest.find('>') == rest.npos;
  if (begins && may_come && !final) return kUndecided;
  return std::nullopt;
}

// A web address up to white space or a character that no address holds.
std::optional<ClauseItem> ReadAddress(std::string_view text, size_t at, bool final) {
  const std::string_view rest = text.substr(at, kLongestAddress);
  bool known = false;
  for (const std::string_view prefix : {"http://", "https://", "www."}) {
    if (rest.starts_with(prefix)) known = true;
    if (!final && rest.size() < prefix.size() && prefix.starts_with(rest)) return kUndecided;
  }
  if (!known) return std::nullopt;
  size_t end = 0;
  while (end < rest.size() && rest[end] > ' ' && rest[end] != '"' && rest[end] != ')') ++end;
  if (end == rest.size() && end < kLongestAddress && !final) return kUndecided;
  while (end > 0 && (rest[end - 1] == '.' || rest[end - 1] == ',' || rest[end - 1] == '!' ||
                     rest[end - 1] == '?')) {
    --end;
  }
  return ClauseItem{.end = at + end, .words = 1, .speech_ms = 600};
}

ClauseItem ReadWord(std::string_view text, size_t at, bool final) {
  if (std::optional<ClauseItem> address = ReadAddress(text, at, final)) return *address;
  size_t end = at;
  int letters = 0;
  while (end - at < kLongestWord) {
    const std::optional<Utf8Char> c = Peek(text, end, final);
    if (!c) {
      if (!final) return kUndecided;
      break;
    }
    const bool letter = c->valid && ScriptOf(c->code) == Script::kLatin;
    if (!letter && c->code != U'\'' && c->code != U'’') break;
    if (letter) ++letters;
    end += c->size;
  }
  return {.end = end, .words = 1, .speech_ms = std::max(2, letters) * kMsPerLetter};
}

}  // namespace

ClauseItem ReadClauseItem(std::string_view text, size_t position, bool final) {
  const std::optional<Utf8Char> peeked = Peek(text, position, final);
  if (!peeked) return kUndecided;
  const Utf8Char c = *peeked;
  const size_t end = position + c.size;
  if (!c.valid) return {.end = end};
  if (const auto tag = ReadTag(text, position, final)) return *tag;
  if (const auto markup = ReadMarkup(text, position, c, final)) return *markup;
  if (c.code == U'.') return ReadFullStop(text, position, final);
  if (c.code == U',' || c.code == U':') return ReadCommaOrColon(text, position, final);
  if (c.code == U'-' || c.code == U'–') return ReadDash(text, position, c.size, final);
  if (const ClauseMark mark = MarkOf(c.code); mark != ClauseMark::kNone) {
    return WithFollowers(text, {.end = end, .mark = mark});
  }
  switch (ScriptOf(c.code)) {
    case Script::kSpace:
      return {.end = end, .mark = ClauseMark::kWordEnd};
    case Script::kHan:
      return {
          .end = end, .mark = ClauseMark::kWordEnd, .ideographs = 1, .speech_ms = kMsPerIdeograph};
    case Script::kDigit: {
      const bool starts = position == 0 || !IsDigit(text[position - 1]);
      return {.end = end, .words = starts ? 1 : 0, .speech_ms = kMsPerDigit};
    }
    case Script::kLatin:
      return ReadWord(text, position, final);
    default:
      return {.end = end};
  }
}

std::string_view LastSentence(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const ClauseItem item = ReadClauseItem(text, at, /*final=*/true);
    at = item.end;
    if (item.mark == ClauseMark::kSentence && at < text.size()) begin = at;
  }
  return text.substr(begin);
}

}  // namespace vivavoce::text
