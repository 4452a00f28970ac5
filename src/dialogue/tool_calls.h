// Function tools as a language model sees them: told in the system message, called in the text of
// its reply, answered by messages of their own. The form is that of Hermes, on which Qwen 2.5 was
// trained: <tools>, <tool_call> with {"name": ..., "arguments": {...}}, <tool_response>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialogue/reply.h"

namespace vivavoce::dialogue {

// What of the tools a reply may use, by tool_choice: "auto", "none", "required" or an object with
// the name of the one that must be called, as JSON. A name that no tool has leaves none.
struct OfferedTools {
  std::string tools_json;
  bool must_call = false;
};
OfferedTools OfferTools(std::string_view tools_json, std::string_view tool_choice_json);

// Follows the history when a tool must be called.
inline constexpr std::string_view kMustCall =
    "Now call one of your functions with <tool_call>, and say nothing else.";

// What the system message says of them; "" when there are none. `tools_json`: as in ReplyRequest.
std::string ToolInstructions(std::string_view tools_json);
// What a reply begins with that must be a call: the model has only the rest to write.
std::string CallBeginning(std::string_view tools_json);
// A call and its answer, as later prompts repeat them.
std::string ToolCallText(std::string_view name, std::string_view arguments);
std::string ToolResponseText(std::string_view output);

// Separates the calls from the words of a streamed reply, so that no call is spoken. Small models
// forget the marks: a reply that begins with JSON or a code fence is held back to its end and is a
// call if it names a tool, and words if it does not; a call that is not closed ends with its JSON,
// and what comes after, a result that the model made up, is dropped. Threads: one at a time.
class ToolCallFilter {
 public:
  struct Output {
    std::string words;
    std::vector<FunctionCall> calls;  // without call_id
  };

  explicit ToolCallFilter(std::string_view tools_json);

  Output Push(std::string_view piece);
  Output Flush();  // the reply is over
  const std::vector<std::string>& names() const { return names_; }

 private:
  // kCalled: behind a call that is not closed yet. kMadeUp: what follows one that was never closed.
  enum class State { kStart, kWords, kCall, kCalled, kMadeUp, kHeld };

  void Step(Output& output, bool last);
  bool TakeCalls(std::string_view text, Output& output) const;

  std::vector<std::string> names_;
  State state_ = State::kStart;
  std::string buffer_;
};

}  // namespace vivavoce::dialogue
