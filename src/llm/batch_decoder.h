// One llama.cpp context with its sequences: runs decode steps and keeps the record of what is
// cached. Thread safety: one thread, always the same one (docs/architecture.md: nothing that uses
// AMX may share it).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "llm/llama_loader.h"
#include "llm/prefix_store.h"
#include "llm/sequence_cache.h"
#include "llm/vocabulary.h"

namespace vivavoce::llm {

struct DecodeShare {
  int session = 0;
  Tokens tokens;              // what follows in this session; at least one
  bool wants_logits = false;  // after the last of them
  bool wants_state = false;   // of the last of them
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
        cache_(*llama_.context, config.max_sessions, config.prefix_slots) {}

  // Asked between operations of a step, on the decoding thread.
  void SetAbort(bool (*should_abort)(void*), void* data) {
    llama_set_abort_callback(llama_.context.get(), should_abort, data);
  }
  // `busy`: sessions that must not be evicted to make room.
  DecodeOutcome Decode(std::vector<DecodeShare>& shares, int threads,
                       const std::vector<bool>& busy);
  // Of the last step; valid until the next one.
  const float* Logits(const DecodeShare& share) {
    return llama_get_logits_ith(llama_.context.get(), share.row);
  }
  // Likewise; empty when the share did not want it or the model has no tap.
  std::span<const float> State(const DecodeShare& share) const {
    return llama_.tap && share.wants_state ? llama_.tap->Row(share.row) : std::span<const float>();
  }
  SequenceCache& cache() { return cache_; }
  // Loads what earlier programs kept, as far as there are prefix slots.
  void UsePrefixes(PrefixStore store);
  // Keeps the first `tokens` of a session, if they are all of it or stand alone in a slot, on disk.
  void StorePrefix(int session, size_t tokens);
  const SequenceCache& cache() const { return cache_; }
  LlamaModelPtr ReleaseModel() &&;  // ends the context

 private:
  LoadedLlama llama_;
  SequenceCache cache_;
  PrefixStore prefixes_;
};

}  // namespace vivavoce::llm
