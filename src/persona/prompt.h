// What a language model is told before a conversation: the persona, or the client's own
// instructions, and how to speak. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/persona.h"

namespace vivavoce::persona {

struct RenderedPrompt {
  std::string system;
  std::vector<ExampleExchange> examples;  // as earlier turns of the conversation
};

// `instructions` of the client replace the persona's text and examples, since they may describe
// somebody else; only the manner of speaking is added. kUnknown renders English.
RenderedPrompt RenderPrompt(const Persona& persona, std::string_view instructions,
                            Language language);

}  // namespace vivavoce::persona
