#include "llm/llama_config.h"

#include <fmt/format.h>

namespace vivavoce::llm {
namespace {

constexpr int kMaxKvTokens = 4'194'304;

Status InRange(const char* field, int value, int low, int high) {
  if (value >= low && value <= high) return {};
  return Fail(
      Error::InvalidArgument(fmt::format("must be between {} and {}, is {}", low, high, value),
                             fmt::format("llm.{}", field)));
}

}  // namespace

Status LlamaConfig::Validate() const {
  if (model_file.empty()) {
    return Fail(Error::InvalidArgument("must name a GGUF file", "llm.model_file"));
  }
  const Status checks[] = {
      InRange("context_tokens_per_session", context_tokens_per_session, 128, 131072),
      InRange("max_sessions", max_sessions, 1, 200),
      InRange("prefill_chunk", prefill_chunk, 8, 512),
      InRange("shared_prefill_chunk", shared_prefill_chunk, 1, prefill_chunk),
      InRange("urgent_tokens", urgent_tokens, 0, 512),
      InRange("prefix_slots", prefix_slots, 0, 16),
  };
  for (const Status& check : checks) {
    if (!check) return check;
  }
  if (kv_tokens != 0) {
    return InRange("kv_tokens", kv_tokens, context_tokens_per_session, kMaxKvTokens);
  }
  if (static_cast<long>(context_tokens_per_session) * max_sessions > kMaxKvTokens) {
    return Fail(Error::InvalidArgument(
        fmt::format("{} sessions of {} tokens exceed {} cells; set llm.kv_tokens", max_sessions,
                    context_tokens_per_session, kMaxKvTokens),
        "llm.max_sessions"));
  }
  return {};
}

}  // namespace vivavoce::llm
