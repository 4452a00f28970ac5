// Catchphrases that no example shows, or all do; words it never says, said.
#include <fmt/core.h>

#include <algorithm>

#include "persona/lint_rules.h"
#include "text/letter_case.h"

namespace vivavoce::persona {
namespace {

// English by whole words ("ai" is not in "said"), Chinese anywhere; case does not matter.
bool Says(std::string_view line, std::string_view phrase) {
  const std::string text = text::Lower(line);
  std::string wanted = text::Lower(phrase);
  // A catchphrase may end a sentence or stand within one.
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view mark : {".", "!", "?", ",", "。", "！", "？", "，", "…"}) {
      if (!wanted.ends_with(mark)) continue;
      wanted.resize(wanted.size() - mark.size());
      cut = true;
    }
  }
  if (wanted.empty()) return false;
  for (size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    const size_t end = at + wanted.size();
    const bool begins = at == 0 || !text::IsLetterOrDigit(wanted.front()) ||
                        !text::IsLetterOrDigit(text[at - 1]);
    const bool ends = end == text.size() || !text::IsLetterOrDigit(wanted.back()) ||
                      !text::IsLetterOrDigit(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

void LintCatchphrase(const LintContext& context, size_t index, Language language) {
  const Catchphrase& phrase = context.persona().habits.catchphrases[index];
  const bool chinese = language == Language::kChinese;
  const std::string& text = chinese ? phrase.text.zh : phrase.text.en;
  if (text.empty()) return;
  int replies = 0;
  int uses = 0;
  bool greets = false;
  for (const ExampleExchange& example : context.persona().examples) {
    if (example.language != language) continue;
    ++replies;
    uses += Says(example.reply, text) ? 1 : 0;
  }
  for (const std::string& line : context.persona().greetings.For(language)) {
    greets |= Says(line, text);
  }
  const std::string field =
      fmt::format("habits.catchphrases[{}].text.{}", index, chinese ? "zh" : "en");
  if (replies > 0 && uses == 0 && !greets) {
    context.Warn(field, {fmt::format("no {} example says \"{}\", so the model will hardly say it",
                                     LanguageCode(language), text),
                         fmt::format("{} 的示例里没有一句说“{}”，模型几乎不会说它",
                                     LanguageCode(language), text)});
  }
  if (replies >= 3 && uses > 1 && uses > replies * std::max(0.5, 2 * phrase.frequency)) {
    context.Warn(field,
                 {fmt::format("{} of {} {} examples say \"{}\"; the model will say it all the time",
                              uses, replies, LanguageCode(language), text),
                  fmt::format("{1} 句 {2} 示例里有 {0} 句说“{3}”，模型会张口就来", uses, replies,
                              LanguageCode(language), text)});
  }
}

}  // namespace

void LintHabits(const LintContext& context) {
  const Habits& habits = context.persona().habits;
  for (size_t i = 0; i < habits.catchphrases.size(); ++i) {
    LintCatchphrase(context, i, Language::kEnglish);
    LintCatchphrase(context, i, Language::kChinese);
  }
  for (const SpokenLine& line : SpokenLines(context.persona())) {
    for (const std::string& never : habits.never_says.For(line.language)) {
      if (Says(line.text, never)) {
        context.Warn(line.field,
                     {fmt::format("says \"{}\", which is in habits.never_says", never),
                      fmt::format("说了“{}”，而它写在 habits.never_says 里", never)});
      }
    }
  }
}

}  // namespace vivavoce::persona
