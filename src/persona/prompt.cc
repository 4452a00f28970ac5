#include "persona/prompt.h"

#include <algorithm>
#include <array>

#include "persona/token_estimate.h"

namespace vivavoce::persona {
namespace {

constexpr std::string_view kManner[] = {
    "You are speaking out loud in a voice conversation. Answer in English, in one to three short "
    "spoken "
    "sentences. No lists, markdown, emoji or code. If someone sincerely asks, you are an AI.",
    "你正在语音对话。用中文口语回答，每次一到三句短话。不用列表、标记、表情和代码。有人认真问起时，"
    "承认你是AI。",
};

// What a reader must know first, when not everything fits.
constexpr std::array<PromptSection, 8> kByImportance = {
    PromptSection::kIdentity,    PromptSection::kManner,   PromptSection::kScene,
    PromptSection::kKnowledge,   PromptSection::kHabits,   PromptSection::kBoundaries,
    PromptSection::kPersonality, PromptSection::kEmotions,
};

// Around each message, as ChatML has it.
constexpr int kTokensPerMessage = 6;

int Cost(const ExampleExchange& example) {
  return EstimateTokens(example.user) + EstimateTokens(example.reply) + 2 * kTokensPerMessage;
}

bool Wanted(const Persona& persona, PromptForm form, PromptSection section) {
  if (form == PromptForm::kFull || persona.prompt.empty()) return true;
  return std::ranges::find(persona.rendering.sections, section) != persona.rendering.sections.end();
}

}  // namespace

RenderedPrompt RenderPersona(const Persona& persona, Language language,
                             const RenderOptions& options) {
  const Language spoken = language == Language::kChinese ? language : Language::kEnglish;
  const int budget =
      options.budget_tokens > 0 ? options.budget_tokens : persona.rendering.budget_tokens;
  RenderedPrompt prompt;
  prompt.system = persona.prompt.For(spoken);
  int used = EstimateTokens(prompt.system);

  std::array<std::vector<std::string>, kByImportance.size()> kept;
  const SectionRequest request{.language = spoken, .form = options.form, .scene = options.scene};
  for (const PromptSection section : kByImportance) {
    // A scene that was asked for is always told.
    const bool scene = section == PromptSection::kScene && !options.scene.empty();
    if (!scene && !Wanted(persona, options.form, section)) continue;
    for (std::string& sentence : SectionSentences(persona, section, request)) {
      const int cost = EstimateTokens(sentence);
      if (used + cost > budget) break;
      used += cost;
      kept[static_cast<size_t>(section)].push_back(std::move(sentence));
    }
  }
  const std::string_view space = spoken == Language::kChinese ? "" : " ";
  for (const std::vector<std::string>& sentences : kept) {
    for (size_t i = 0; i < sentences.size(); ++i) {
      if (i > 0) {
        prompt.system += space;
      } else if (!prompt.system.empty()) {
        prompt.system += '\n';
      }
      prompt.system += sentences[i];
    }
  }

  const int most =
      options.max_examples >= 0 ? options.max_examples : persona.rendering.max_examples;
  for (const ExampleExchange& example : persona.examples) {
    if (example.language != spoken) continue;
    if (static_cast<int>(prompt.examples.size()) >= most || used + Cost(example) > budget) break;
    used += Cost(example);
    prompt.examples.push_back(example);
  }
  return prompt;
}

RenderedPrompt RenderPrompt(const Persona& persona, std::string_view instructions,
                            Language language) {
  if (!instructions.empty()) {
    const bool chinese = language == Language::kChinese;
    return {std::string(instructions) + "\n" + std::string(kManner[chinese ? 1 : 0]), {}};
  }
  return RenderPersona(persona, language, {});
}

int EstimateTokens(const RenderedPrompt& prompt) {
  int tokens = EstimateTokens(prompt.system);
  for (const ExampleExchange& example : prompt.examples) tokens += Cost(example);
  return tokens;
}

}  // namespace vivavoce::persona
