// Seam: chat messages to text for the HTTP endpoints.
// Threads  Complete from several threads at once; it blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cancellation.h"
#include "base/error.h"

namespace vivavoce::realtime {

enum class ChatTurnRole { kSystem, kUser, kAssistant, kTool };

struct ChatTurn {
  ChatTurnRole role = ChatTurnRole::kUser;
  std::string text;
};

struct ChatJob {
  std::vector<ChatTurn> turns;
  std::optional<float> temperature;  // [0, 2]; absent: the model's default
  std::optional<float> top_p;        // (0, 1]
  std::optional<uint32_t> seed;
  int max_tokens = 1024;
  std::vector<std::string> stop;
};

struct ChatOutcome {
  bool cut = false;  // max_tokens came first
  int prompt_tokens = 0;
  int cached_tokens = 0;
  int completion_tokens = 0;
};

class ChatService {
 public:
  virtual ~ChatService() = default;
  // Calls `on_text` with pieces of text; false from it ends the work.
  // Errors: kInvalidArgument (a prompt longer than the context), kUnavailable (no place for another
  // session), kCancelled, kInternal.
  virtual Result<ChatOutcome> Complete(const ChatJob& job, const CancellationToken& cancel,
                                       const std::function<bool(std::string_view)>& on_text) = 0;
  virtual std::string ModelName() const = 0;
};

}  // namespace vivavoce::realtime
