// The KV cache as sequences of tokens: sessions 0..sessions-1, then slots that keep the beginnings
// of conversations (personas) when no session holds them any more. Copies share cells and cost
// nothing. Thread safety: the decode thread only. The context must outlive it.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "llm/llama_handles.h"
#include "llm/token_history.h"

namespace vivavoce::llm {

class SequenceCache {
 public:
  SequenceCache(llama_context& context, int sessions, int prefix_slots);

  // Makes sequence `session` hold the longest beginning of `prompt` that is cached anywhere, but at
  // most `limit` tokens, and nothing else. Returns how many.
  size_t Attach(int session, std::span<const llama_token> prompt, size_t limit);
  // `tokens` were decoded behind what the session held.
  void Append(int session, std::span<const llama_token> tokens) {
    history_.Append(session, tokens);
  }
  size_t Length(int session) const { return history_.tokens(session).size(); }
  // After a failed or aborted step: drops cells behind what Append was told.
  void DropUnrecorded(int session);
  void Clear(int session);
  // Keeps the first `tokens` of a session in a prefix slot, unless a slot holds them already.
  void KeepPrefix(int session, size_t tokens);
  // The state of a session or prefix slot that holds these tokens and no more, to a file, and from one
  // into an empty prefix slot. False: none does, or the file cannot be written, or is none of this context.
  bool Save(std::span<const llama_token> prefix, const std::filesystem::path& file);
  bool Load(const std::filesystem::path& file);
  std::span<const llama_token> tokens(int session) const { return history_.tokens(session); }
  // Gives cells back: the prefix slot, then the session for which busy(session) is false, that was
  // not used for longest. False when nothing is left to give.
  bool EvictOne(const std::vector<bool>& busy);

 private:
  llama_context& context_;
  llama_memory_t memory_;
  const int sessions_;
  const int sequences_;
  TokenHistory history_;
};

}  // namespace vivavoce::llm
