#include "persona/prompt.h"

namespace vivavoce::persona {
namespace {

constexpr std::string_view kManner[] = {
    "You are speaking out loud in a voice conversation. Answer in English, in one to three short "
    "spoken "
    "sentences. No lists, markdown, emoji or code. If someone sincerely asks, you are an AI.",
    "你正在语音对话。用中文口语回答，每次一到三句短话。不用列表、标记、表情和代码。有人认真问起时，"
    "承认你是AI。",
};

}  // namespace

RenderedPrompt RenderPrompt(const Persona& persona, std::string_view instructions,
                            Language language) {
  const bool chinese = language == Language::kChinese;
  RenderedPrompt prompt;
  if (!instructions.empty()) {
    prompt.system = std::string(instructions) + "\n" + std::string(kManner[chinese ? 1 : 0]);
    return prompt;
  }
  prompt.system = persona.prompt.For(language);
  const Language spoken = chinese ? Language::kChinese : Language::kEnglish;
  for (const ExampleExchange& example : persona.examples) {
    if (example.language == spoken) prompt.examples.push_back(example);
  }
  return prompt;
}

}  // namespace vivavoce::persona
