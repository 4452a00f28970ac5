// What a language model is told before a conversation: the persona, or the client's own
// instructions, and how to speak. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/persona.h"
#include "persona/prompt_sections.h"

namespace vivavoce::persona {

struct RenderedPrompt {
  std::string system;
  std::vector<ExampleExchange> examples;  // as earlier turns of the conversation
};

struct RenderOptions {
  // kCompact: the written prompt, then the sections its persona chose (rendering.sections); without
  // a written prompt, every section in brief. kFull: the written prompt and every section.
  PromptForm form = PromptForm::kCompact;
  int budget_tokens = 0;  // estimated, of system and examples together; 0: the persona's own
  int max_examples = -1;  // -1: the persona's own
  std::string_view scene;
};

// The written prompt is never cut. After it, sentences of the record are taken in the order of
// importance (manner and identity first) while they fit, and stand in the order of the sections;
// examples get what is left of the budget.
RenderedPrompt RenderPersona(const Persona& persona, Language language,
                             const RenderOptions& options);

// `instructions` of the client replace the persona's text and examples, since they may describe
// somebody else; only the manner of speaking is added. kUnknown renders English.
RenderedPrompt RenderPrompt(const Persona& persona, std::string_view instructions,
                            Language language);

// What RenderPersona's result costs.
int EstimateTokens(const RenderedPrompt& prompt);

}  // namespace vivavoce::persona
