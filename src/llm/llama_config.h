// Settings of the llama.cpp engine. Thread safety: plain value.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace vivavoce::llm {

// How keys and values are stored, and with it which attention kernel runs. The third combination,
// flash attention over f16, is left out on purpose: with llama.cpp 0.5.0 on CPU it was seen to
// produce garbage after a cached prefix was reused.
enum class KvCacheType {
  kF16,   // plain attention
  kQ8_0,  // flash attention over 8-bit keys and values: half the memory
};

struct LlamaConfig {
  std::filesystem::path model_file;       // a GGUF file
  int context_tokens_per_session = 4096;  // prompt and reply together; [128, 131072]
  int max_sessions = 8;                   // open at one time; [1, 200]
  // KV cells shared by all sessions; 0: context_tokens_per_session * max_sessions. Fewer cells save
  // memory: what idle sessions hold is dropped when a running one needs room, and read again later.
  int kv_tokens = 0;  // 0 or [context_tokens_per_session, 4194304]
  KvCacheType kv_cache = KvCacheType::kF16;
  // Prompt tokens read in one step: by replies while nobody speaks, and by the rest (beside
  // speakers, prefills, speculative replies). A step is what a speaker's next token, a voice that
  // waits for the thread budget and a cancelled job's batch may have to wait for. Reading 16 at a
  // time is 10 % slower than 32, and 64 no faster (1.5B, Q4_K_M, AVX-512).
  int prefill_chunk = 32;         // [8, 512]
  int shared_prefill_chunk = 24;  // [1, prefill_chunk]; two tiles of matmul/
  int urgent_tokens = 24;         // most a first clause may have; [0, 512], see batch_engine.h
  int prefix_slots = 2;           // persona prefixes kept although no session holds them; [0, 16]
  // The layer whose states replies are told of (GenerationCallbacks::on_state), counted from 0; -1:
  // none.
  int state_layer = -1;
  bool self_check = true;         // at start, see cache_self_check.h
  // Where a passed self-check is remembered (runtime/passed_checks.h); empty: checked at every
  // start.
  std::filesystem::path passed_checks;
  // Where what PrefillForGood read is kept (prefix_store.h); empty: nowhere.
  std::filesystem::path kept_prefixes;

  int KvTokens() const { return kv_tokens ? kv_tokens : context_tokens_per_session * max_sessions; }
  Status Validate() const;
};

}  // namespace vivavoce::llm
