#include "text/script.h"

#include <algorithm>
#include <array>

#include "text/utf8.h"

namespace vivavoce::text {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <size_t N>
bool InRanges(const std::array<Range, N>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](const Range& r) { return code >= r.first && code <= r.last; });
}

constexpr std::array<Range, 8> kHanRanges = {{{0x4E00, 0x9FFF},
                                              {0x3400, 0x4DBF},
                                              {0x3005, 0x3005},
                                              {0x3007, 0x3007},
                                              {0x2E80, 0x2FDF},
                                              {0xF900, 0xFAFF},
                                              {0x20000, 0x2FA1F},
                                              {0x30000, 0x323AF}}};
constexpr std::array<Range, 6> kLatinRanges = {{{U'a', U'z'},
                                                {U'A', U'Z'},
                                                {0xC0, 0x24F},
                                                {0x1E00, 0x1EFF},
                                                {0xFF21, 0xFF3A},
                                                {0xFF41, 0xFF5A}}};
constexpr std::array<Range, 9> kPunctuationRanges = {{{0x21, 0x7E},
                                                      {0xA1, 0xBF},
                                                      {0x2010, 0x2027},
                                                      {0x2030, 0x205E},
                                                      {0x3001, 0x3003},
                                                      {0x3008, 0x301F},
                                                      {0x30FB, 0x30FB},
                                                      {0xFE10, 0xFE6B},
                                                      {0xFF01, 0xFF65}}};
constexpr std::array<Range, 8> kSpaceRanges = {{{0x0, 0x20},
                                                {0x7F, 0xA0},
                                                {0x1680, 0x1680},
                                                {0x2000, 0x200F},
                                                {0x2028, 0x202F},
                                                {0x205F, 0x206F},
                                                {0x3000, 0x3000},
                                                {0xFEFF, 0xFEFF}}};

}  // namespace

Script ScriptOf(char32_t code) {
  if ((code >= U'0' && code <= U'9') || (code >= 0xFF10 && code <= 0xFF19)) return Script::kDigit;
  if (code != 0xD7 && code != 0xF7 && InRanges(kLatinRanges, code)) return Script::kLatin;
  if (InRanges(kHanRanges, code)) return Script::kHan;
  if (InRanges(kSpaceRanges, code)) return Script::kSpace;
  if (InRanges(kPunctuationRanges, code)) return Script::kPunctuation;
  return Script::kOther;
}

std::vector<ScriptRun> ScriptRuns(std::string_view text) {
  std::vector<ScriptRun> runs;
  for (size_t i = 0; i < text.size();) {
    const Utf8Char c = DecodeUtf8At(text, i);
    const Script script = c.valid ? ScriptOf(c.code) : Script::kOther;
    if (runs.empty() || runs.back().script != script) runs.push_back({script, i, i});
    i += c.size;
    runs.back().end = i;
  }
  return runs;
}

Language DominantLanguage(std::string_view text) {
  size_t ideographs = 0;
  size_t words = 0;
  for (const ScriptRun& run : ScriptRuns(text)) {
    if (run.script == Script::kHan) {
      ideographs += CountCodePoints(text.substr(run.begin, run.end - run.begin));
    } else if (run.script == Script::kLatin) {
      ++words;
    }
  }
  if (ideographs == 0 && words == 0) return Language::kUnknown;
  return ideographs >= words ? Language::kChinese : Language::kEnglish;
}

}  // namespace vivavoce::text
