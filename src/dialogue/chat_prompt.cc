#include "dialogue/chat_prompt.h"

#include <algorithm>
#include <utility>

#include "dialogue/tool_calls.h"
#include "persona/prompt.h"

namespace vivavoce::dialogue {
namespace {

// ChatML wraps every message in about this many tokens.
constexpr int kTokensPerMessage = 6;

llm::ChatRole RoleOf(ItemRole role) {
  switch (role) {
    case ItemRole::kSystem:
      return llm::ChatRole::kSystem;
    case ItemRole::kUser:
      return llm::ChatRole::kUser;
    case ItemRole::kAssistant:
      return llm::ChatRole::kAssistant;
  }
  return llm::ChatRole::kUser;
}

}  // namespace

std::vector<llm::ChatMessage> ChatPrompt(const ReplyRequest& request,
                                         const persona::Persona& persona, int max_prompt_tokens,
                                         const std::function<int(std::string_view)>& count_tokens) {
  const persona::RenderedPrompt rendered =
      persona::RenderPrompt(persona, request.instructions, request.language);
  std::vector<llm::ChatMessage> messages;
  std::string system = rendered.system;
  if (const std::string tools = ToolInstructions(request.tools_json); !tools.empty()) {
    system += "\n\n" + tools;
  }
  messages.push_back({llm::ChatRole::kSystem, std::move(system)});
  for (const persona::ExampleExchange& example : rendered.examples) {
    messages.push_back({llm::ChatRole::kUser, example.user});
    messages.push_back({llm::ChatRole::kAssistant, example.reply});
  }
  const auto cost = [&](std::string_view text) { return count_tokens(text) + kTokensPerMessage; };
  int used = 0;
  for (const llm::ChatMessage& message : messages) used += cost(message.content);

  // The newest messages that fit. When the oldest must go, a good stretch goes at once: cutting one
  // message a turn would move the prefix every turn and the cache with it would be worth nothing.
  int total = used;
  for (const HistoryMessage& message : request.history) total += cost(message.text);
  const int budget = total <= max_prompt_tokens ? max_prompt_tokens : max_prompt_tokens * 2 / 3;
  auto first = request.history.end();
  while (first != request.history.begin()) {
    const int next = cost(std::prev(first)->text);
    if (used + next > budget && first != request.history.end()) break;
    used += next;
    --first;
  }
  for (; first != request.history.end(); ++first) {
    messages.push_back({RoleOf(first->role), first->text});
  }
  if (request.must_call && !ToolInstructions(request.tools_json).empty()) {
    messages.push_back({llm::ChatRole::kSystem, std::string(kMustCall)});
  }
  return messages;
}

}  // namespace vivavoce::dialogue
