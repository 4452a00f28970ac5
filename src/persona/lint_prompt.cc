// What the model is told: too much, too little, not shown.
#include <fmt/core.h>

#include <algorithm>

#include "persona/lint_rules.h"
#include "persona/prompt.h"
#include "persona/token_estimate.h"

namespace vivavoce::persona {
namespace {

constexpr int kGoodExamples = 3;

void LintOne(const LintContext& context, Language language, int tokens) {
  const Persona& p = context.persona();
  const std::string_view code = LanguageCode(language);
  const int budget = p.rendering.budget_tokens;
  const int written = EstimateTokens(p.prompt.For(language));
  if (written > budget) {
    context.Warn("prompt",
                 {fmt::format("about {} tokens in {}, over rendering.budget_tokens ({}); each costs "
                              "some 20 ms before the first reply",
                              written, code, budget),
                  fmt::format("{1} 约 {0} 个 token，超过 rendering.budget_tokens（{2}）；"
                              "每个让第一次回答晚约 20 毫秒",
                              written, code, budget)});
  } else if (tokens > budget) {
    context.Warn("rendering.budget_tokens",
                 {fmt::format("the rendered prompt takes about {} tokens in {}", tokens, code),
                  fmt::format("{1} 的提示词渲染后约 {0} 个 token", tokens, code)});
  }
  const auto is_mine = [&](const ExampleExchange& e) { return e.language == language; };
  const auto examples = std::ranges::count_if(p.examples, is_mine);
  if (examples < kGoodExamples) {
    context.Warn("examples",
                 {fmt::format("{} in {}; {} or more hold a small model in character", examples, code,
                              kGoodExamples),
                  fmt::format("{1} 只有 {0} 句；至少 {2} 句才能让小模型守住角色", examples, code,
                              kGoodExamples)});
  }
  const RenderedPrompt rendered = RenderPrompt(p, "", language);
  const auto shown = static_cast<long>(rendered.examples.size());
  if (shown < std::min<long>(examples, p.rendering.max_examples)) {
    context.Warn("examples",
                 {fmt::format("only {} of {} in {} fit the budget", shown, examples, code),
                  fmt::format("{2} 的 {1} 句里预算只放得下 {0} 句", shown, examples, code)});
  }
  if (p.greetings.For(language).empty()) {
    context.Warn("greetings", {fmt::format("none in {}: it cannot begin a conversation", code),
                               fmt::format("没有 {} 的：它没法先开口", code)});
  }
  if (p.openers.For(language).empty()) {
    context.Warn("openers", {fmt::format("none in {}: it is silent while it thinks", code),
                             fmt::format("没有 {} 的：想的时候它一声不响", code)});
  }
  if (p.disclosure.policy == DisclosurePolicy::kHonest &&
      p.disclosure.lines.For(language).empty()) {
    context.Warn("disclosure", {fmt::format("no line in {} says that it is an AI", code),
                                fmt::format("{} 里没有一句说明自己是 AI", code)});
  }
}

}  // namespace

void LintPrompt(const LintContext& context, int tokens_en, int tokens_zh) {
  LintOne(context, Language::kEnglish, tokens_en);
  LintOne(context, Language::kChinese, tokens_zh);
  const Persona& p = context.persona();
  if (p.prompt.empty() && p.identity.role.empty() && p.summary.empty()) {
    context.Warn("identity", {"neither prompt nor role: the model learns nothing but a name",
                              "既没有 prompt 也没有 role：模型只知道一个名字"});
  }
  const bool chosen = context.file.places.contains("rendering.sections");
  if (!p.prompt.empty() && !chosen && !p.knowledge.facts.empty()) {
    context.Warn("knowledge.facts",
                 {"the written prompt stands alone; add \"knowledge\" to rendering.sections if the "
                  "model should know them",
                  "写好的 prompt 单独使用；要让模型知道这些，就在 rendering.sections 里加 "
                  "\"knowledge\""});
  }
}

}  // namespace vivavoce::persona
