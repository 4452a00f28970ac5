#include "text/language_spans.h"

#include <optional>

#include "text/script.h"

namespace vivavoce::text {
namespace {

std::optional<Language> LanguageOf(Script script) {
  if (script == Script::kHan) return Language::kChinese;
  if (script == Script::kLatin) return Language::kEnglish;
  return std::nullopt;
}

}  // namespace

std::vector<LanguageSpan> LanguageSpans(std::string_view text, Language language) {
  if (language == Language::kUnknown) language = DominantLanguage(text);
  if (language == Language::kUnknown) language = Language::kEnglish;
  const std::vector<ScriptRun> runs = ScriptRuns(text);
  // The language of the next run that has one.
  std::vector<std::optional<Language>> next(runs.size() + 1);
  for (size_t i = runs.size(); i-- > 0;) {
    const auto own = LanguageOf(runs[i].script);
    next[i] = own ? own : next[i + 1];
  }
  std::vector<LanguageSpan> spans;
  std::optional<Language> before;
  Language current = next[0].value_or(language);
  // A number at the very beginning is the sentence's; marks alone wait for the first word.
  for (size_t i = 0; i < runs.size(); ++i) {
    const ScriptRun& run = runs[i];
    if (const auto own = LanguageOf(run.script)) {
      current = *own;
      before = own;
      // A unit or a letter glued to a number of the sentence's language is read with it: 5km, 3G.
      const bool glued = i > 0 && runs[i - 1].script == Script::kDigit && !spans.empty() &&
                         spans.back().language == Language::kChinese;
      const bool is_unit = run.end - run.begin <= 3 && language == Language::kChinese;
      if (glued && is_unit && next[i + 1] != Language::kEnglish) current = Language::kChinese;
    } else if (run.script == Script::kDigit) {
      const bool surrounded = before && next[i + 1] && *before == *next[i + 1];
      current = surrounded ? *before : language;
    }
    if (spans.empty() || spans.back().language != current) {
      spans.push_back({current, run.begin, run.begin});
    }
    spans.back().end = run.end;
  }
  return spans;
}

}  // namespace vivavoce::text
