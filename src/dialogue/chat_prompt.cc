#include "dialogue/chat_prompt.h"

#include <algorithm>
#include <utility>

#include "dialogue/history.h"
#include "dialogue/tone_prompt.h"
#include "dialogue/tool_calls.h"
#include "persona/prompt.h"
#include "persona/talk_memory.h"

namespace vivavoce::dialogue {
namespace {

// ChatML wraps every message in about this many tokens.
constexpr int kTokensPerMessage = 6;
// Of what is remembered of a talk whose beginning is cut off, at most an eighth of the context.
constexpr int kMemoryTokens = 160;

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
                                         const std::function<int(std::string_view)>& count_tokens,
                                         std::string_view lore) {
  const persona::RenderedPrompt rendered =
      persona::RenderPrompt(persona, request.instructions, request.language);
  std::vector<persona::ExampleExchange> examples;
  if (request.guard && request.instructions.empty()) {
    const bool chinese = request.language == Language::kChinese;
    examples = persona::ReplyGuard::Examples(
        persona, chinese ? Language::kChinese : Language::kEnglish);
  }
  examples.insert(examples.end(), rendered.examples.begin(), rendered.examples.end());
  std::vector<llm::ChatMessage> messages;
  std::string system = rendered.system;
  system += '\n';
  system += ToneInstructions(request.language);
  if (const std::string tools = ToolInstructions(request.tools_json); !tools.empty()) {
    system += "\n\n" + tools;
  }
  messages.push_back({llm::ChatRole::kSystem, std::move(system)});
  for (const persona::ExampleExchange& example : examples) {
    messages.push_back({llm::ChatRole::kUser, example.user});
    messages.push_back({llm::ChatRole::kAssistant, example.reply});
  }
  const auto cost = [&](std::string_view text) { return count_tokens(text) + kTokensPerMessage; };
  int used = lore.empty() ? 0 : cost(lore);
  for (const llm::ChatMessage& message : messages) used += cost(message.content);

  // When the oldest messages must go, a good stretch goes at once, and what is left out is counted from
  // the beginning: cutting one message a turn would move the prefix every turn and the cache with it
  // would be worth nothing.
  int total = used;
  for (const HistoryMessage& message : request.history) total += cost(WithTone(message));
  const bool cut = total > max_prompt_tokens;
  const int memory_tokens = cut ? std::min(kMemoryTokens, max_prompt_tokens / 8) : 0;
  const int stretch = std::max(1, max_prompt_tokens / 3);
  const int excess = cut ? total + memory_tokens - max_prompt_tokens : 0;
  const int wanted = (excess + stretch - 1) / stretch * stretch;
  auto first = request.history.begin();
  for (int left_out = 0; left_out < wanted && first != request.history.end() &&
                         std::next(first) != request.history.end();
       ++first) {
    left_out += cost(WithTone(*first));
  }
  if (cut) {
    std::vector<persona::Said> forgotten;
    for (auto old = request.history.begin(); old != first; ++old) {
      forgotten.push_back({.by_user = old->role == ItemRole::kUser, .text = old->text});
    }
    std::string memory = persona::RememberedTalk(forgotten, request.language, memory_tokens);
    if (!memory.empty()) messages.push_back({llm::ChatRole::kSystem, std::move(memory)});
  }
  for (; first != request.history.end(); ++first) {
    // What was tried on the persona before is not to work on.
    const bool old = std::next(first) != request.history.end();
    const bool tamed = request.guard && old && first->role == ItemRole::kUser;
    const std::string text = WithTone(*first);
    messages.push_back({RoleOf(first->role), tamed ? persona::TurnAsRemembered(text) : text});
    if (!old) messages.back().aside = text.size() - first->text.size();
  }
  if (!lore.empty()) messages.push_back({llm::ChatRole::kSystem, std::string(lore)});
  if (request.must_call && !ToolInstructions(request.tools_json).empty()) {
    messages.push_back({llm::ChatRole::kSystem, std::string(kMustCall)});
  }
  return messages;
}

std::string LoreFor(const persona::LoreShelf& shelf, const ReplyRequest& request,
                    const persona::Persona& persona) {
  if (!request.instructions.empty() || persona.card.json.empty()) return {};
  persona::LoreQuery query{.messages = {}, .seed = request.seed};
  for (const HistoryMessage& message : request.history) {
    query.messages.push_back(message.text);
    query.turn += message.role == ItemRole::kAssistant ? 1 : 0;
  }
  return shelf.Recall(persona, request.language, std::move(query));
}

persona::ReplyGuard GuardFor(const ReplyRequest& request, const persona::Persona& persona) {
  persona::GuardRequest about{.language = request.language == Language::kChinese
                                              ? Language::kChinese
                                              : Language::kEnglish,
                              .turn = {},
                              .said_by_user = {},
                              .said_by_persona = {},
                              .instructions = request.instructions,
                              .has_tools = !ToolInstructions(request.tools_json).empty()};
  for (size_t i = 0; i < request.history.size(); ++i) {
    const HistoryMessage& message = request.history[i];
    const bool last = i + 1 == request.history.size();
    if (message.role == ItemRole::kUser && last) {
      about.turn = message.text;
    } else if (last && IsUnheard(message)) {
      about.unheard = true;
    } else if (message.role != ItemRole::kSystem) {
      (message.role == ItemRole::kUser ? about.said_by_user : about.said_by_persona) +=
          message.text + "\n";
    }
  }
  return persona::ReplyGuard(persona, std::move(about));
}

}  // namespace vivavoce::dialogue
