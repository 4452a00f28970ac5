// Lines that are spoken as they stand: no marks, not too long, not twice.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "persona/lint_rules.h"
#include "persona/token_estimate.h"
#include "text/speech_text.h"

namespace vivavoce::persona {
namespace {

constexpr int kGreetingTokens = 45;  // about eight seconds of speech
constexpr int kOpenerTokens = 6;     // a breath
constexpr int kBackchannelTokens = 4;
constexpr int kReplyTokens = 70;

void AddLines(std::vector<SpokenLine>& out, const std::string& field, const Lines& lines) {
  for (size_t i = 0; i < lines.en.size(); ++i) {
    out.push_back({fmt::format("{}.en[{}]", field, i), Language::kEnglish, lines.en[i]});
  }
  for (size_t i = 0; i < lines.zh.size(); ++i) {
    out.push_back({fmt::format("{}.zh[{}]", field, i), Language::kChinese, lines.zh[i]});
  }
}

void AddBoth(std::vector<SpokenLine>& out, const std::string& field, const Bilingual& text) {
  if (!text.en.empty()) out.push_back({field + ".en", Language::kEnglish, text.en});
  if (!text.zh.empty()) out.push_back({field + ".zh", Language::kChinese, text.zh});
}

std::string WithoutSpace(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') out += c;
  }
  return out;
}

int MostTokens(std::string_view field) {
  if (field.starts_with("greetings")) return kGreetingTokens;
  if (field.starts_with("openers")) return kOpenerTokens;
  if (field.starts_with("backchannels")) return kBackchannelTokens;
  return kReplyTokens;
}

void WarnTwice(const LintContext& context, const std::string& field,
               const std::vector<std::string>& lines) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!seen.insert(lines[i]).second) {
      context.Warn(fmt::format("{}[{}]", field, i), {"is there twice", "出现了两次"});
    }
  }
}

}  // namespace

std::vector<SpokenLine> SpokenLines(const Persona& p) {
  std::vector<SpokenLine> lines;
  AddLines(lines, "greetings", p.greetings);
  AddLines(lines, "openers", p.openers);
  AddLines(lines, "backchannels", p.backchannels);
  for (size_t i = 0; i < p.examples.size(); ++i) {
    lines.push_back(
        {fmt::format("examples[{}].reply", i), p.examples[i].language, p.examples[i].reply});
  }
  for (size_t i = 0; i < p.scenes.size(); ++i) {
    AddBoth(lines, fmt::format("scenes[{}].opening", i), p.scenes[i].opening);
  }
  AddLines(lines, "disclosure.lines", p.disclosure.lines);
  AddBoth(lines, "knowledge.when_asked", p.knowledge.when_asked);
  for (size_t i = 0; i < p.knowledge.facts.size(); ++i) {
    AddBoth(lines, fmt::format("knowledge.facts[{}].answer", i), p.knowledge.facts[i].answer);
  }
  for (size_t i = 0; i < p.habits.catchphrases.size(); ++i) {
    AddBoth(lines, fmt::format("habits.catchphrases[{}].text", i), p.habits.catchphrases[i].text);
  }
  return lines;
}

void LintSpokenLines(const LintContext& context) {
  const Persona& p = context.persona();
  for (const SpokenLine& line : SpokenLines(p)) {
    const std::string clean = text::CleanForSpeech(line.text);
    if (WithoutSpace(clean) != WithoutSpace(line.text)) {
      context.Warn(line.field,
                   {fmt::format("holds what cannot be spoken (markdown, emoji, stage directions or "
                                "addresses); left of it is \"{}\"",
                                clean),
                    fmt::format("含有念不出来的东西（markdown、表情、舞台提示或网址）；去掉后剩“{}”",
                                clean)});
    }
    const int tokens = EstimateTokens(line.text);
    if (tokens > MostTokens(line.field)) {
      context.Warn(line.field,
                   {fmt::format("about {} tokens are long to listen to; keep it below {}", tokens,
                                MostTokens(line.field)),
                    fmt::format("约 {} 个 token，听起来太长；最好在 {} 以内", tokens,
                                MostTokens(line.field))});
    }
  }
  WarnTwice(context, "greetings.en", p.greetings.en);
  WarnTwice(context, "greetings.zh", p.greetings.zh);
  WarnTwice(context, "openers.en", p.openers.en);
  WarnTwice(context, "openers.zh", p.openers.zh);
  WarnTwice(context, "backchannels.en", p.backchannels.en);
  WarnTwice(context, "backchannels.zh", p.backchannels.zh);
  std::set<std::pair<Language, std::string_view>> asked;
  for (size_t i = 0; i < p.examples.size(); ++i) {
    const ExampleExchange& example = p.examples[i];
    if (!asked.insert({example.language, example.user}).second) {
      context.Warn(fmt::format("examples[{}].user", i), {"an example asks this already", "已有一句示例这样问"});
    }
    if (EstimateTokens(example.reply) > p.sampling.max_tokens) {
      context.Warn(fmt::format("examples[{}].reply", i),
                   {fmt::format("is longer than sampling.max_tokens ({}) lets a reply be",
                                p.sampling.max_tokens),
                    fmt::format("比 sampling.max_tokens（{}）允许的回答还长", p.sampling.max_tokens)});
    }
  }
}

}  // namespace vivavoce::persona
