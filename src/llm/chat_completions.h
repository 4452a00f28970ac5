// The JSON of an OpenAI-compatible chat completion. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "llm/language_model.h"

namespace vivavoce::llm {

std::string ChatCompletionBody(const std::string& model, const GenerateRequest& request,
                               bool extensions);

// What one event of the stream says.
struct ChatCompletionChunk {
  std::string text;
  std::optional<FinishReason> finish;
  int prompt_tokens = 0;  // 0: not in this chunk
  int cached_tokens = 0;
  int completion_tokens = 0;
};

// `data` is the event's data, not "[DONE]". kUnavailable: the endpoint reports an error, or what it
// sent is not a chunk.
Result<ChatCompletionChunk> ParseChatCompletionChunk(const std::string& data);

// The error for an answer that is not 2xx: its status, and the endpoint's own words if it has any.
Error ChatCompletionError(int status, const std::string& body, const std::string& retry_after);

}  // namespace vivavoce::llm
