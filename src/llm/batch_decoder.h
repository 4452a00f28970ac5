// One llama.cpp context with its sequences: runs decode steps and keeps the record of what is
// cached. Thread safety: one thread, always the same one (docs/architecture.md: nothing that uses
// AMX may share it).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "llm/chat_template.h"
#include "llm/llama_loader.h"
#include "llm/prefix_store.h"
#include "llm/sequence_cache.h"
#include "llm/token_states.h"
#include "llm/vocabulary.h"

namespace vivavoce::llm {

struct DecodeShare {
  int session = 0;
  Tokens tokens;              // what follows in this session; at least one
  bool wants_logits = false;  // after the last of them
  bool keeps_states = false;  // of all of them, for PromptState
  int row = -1;               // set by Decode: where Logits finds them
};

enum class DecodeOutcome {
  kDone,     // every session holds its tokens
  kAborted,  // should_abort said so; no session has changed
  kNoRoom,   // cells are all in use, or too scattered; no session has changed
  kFailed,   // no session has changed
};

class BatchDecoder {
 public:
  BatchDecoder(LoadedLlama llama, const LlamaConfig& config)
      : llama_(std::move(llama)),
        cache_(*llama_.context, config.max_sessions, config.prefix_slots),
        states_(llama_.tap ? static_cast<size_t>(config.max_sessions) : 0) {}

  // Asked between operations of a step, on the decoding thread.
  void SetAbort(bool (*should_abort)(void*), void* data) {
    llama_set_abort_callback(llama_.context.get(), should_abort, data);
  }
  // `busy`: sessions that must not be evicted to make room. `on_states`: called in mid-step, when PromptState
  // of the shares that keep states can be asked for; the step may still come to nothing.
  DecodeOutcome Decode(std::vector<DecodeShare>& shares, int threads,
                       const std::vector<bool>& busy,
                       const std::function<void()>& on_states = {});
  // Of the last step; valid until the next one.
  const float* Logits(const DecodeShare& share) {
    return llama_get_logits_ith(llama_.context.get(), share.row);
  }
  // As SequenceCache::Attach. With a tap, no word of the prompt is taken from the cache whose state is
  // not known.
  size_t Attach(int session, const Prompt& prompt, size_t limit);
  // Of the step that reads the end of a prompt, whose states were kept from its words on: the mean
  // over the words, then the state at the end; empty without words or a tap.
  std::vector<float> PromptState(const DecodeShare& share, const Prompt& prompt) const;
  SequenceCache& cache() { return cache_; }
  // Loads what earlier programs kept, as far as there are prefix slots.
  void UsePrefixes(PrefixStore store);
  // Keeps the first `tokens` of a session, if they are all of it or stand alone in a slot, on disk.
  void StorePrefix(int session, size_t tokens);
  const SequenceCache& cache() const { return cache_; }
  LlamaModelPtr ReleaseModel() &&;  // ends the context

 private:
  void KeepStates(const DecodeShare& share);

  LoadedLlama llama_;
  SequenceCache cache_;
  std::vector<TokenStates> states_;  // of every session; none when the model has no tap
  PrefixStore prefixes_;
};

}  // namespace vivavoce::llm
