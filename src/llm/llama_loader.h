// Loads a GGUF file and makes a context for it; routes llama.cpp's log to spdlog (its errors too
// are logged as debug: whoever fails here says so in the Error).
//
// The program should set GGML_NO_BACKTRACE=1 in its environment before any model is loaded:
// otherwise ggml starts a debugger when the process terminates by an exception. Thread safety: free
// functions, from any thread.
#pragma once

#include <memory>

#include "llm/llama_config.h"
#include "llm/llama_handles.h"
#include "llm/state_tap.h"

namespace vivavoce::llm {

// Declaration order is destruction order reversed: the context before its threads, the model last.
struct LoadedLlama {
  LlamaModelPtr model;
  GgmlThreadpoolPtr threads;
  std::unique_ptr<StateTap> tap;  // on one of the context's layers; null when there is none
  LlamaContextPtr context;
};

// kNotFound: no such file. kCorrupt: not a complete GGUF model that this llama.cpp can run.
Result<LlamaModelPtr> LoadModel(const std::filesystem::path& file);

// A context with its own thread pool of `max_threads`; workers sleep, not spin, between operations.
// Sequences: max_sessions + prefix_slots. `model` moves into the result.
Result<LoadedLlama> MakeContext(LlamaModelPtr model, const LlamaConfig& config, int max_threads);

}  // namespace vivavoce::llm
