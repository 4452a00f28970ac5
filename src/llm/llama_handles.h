// Owning pointers for llama.cpp's C objects.
#pragma once

#include <ggml-cpu.h>
#include <llama.h>

#include <memory>

namespace vivavoce::llm {

struct LlamaDeleter {
  void operator()(llama_model* model) const { llama_model_free(model); }
  void operator()(llama_context* context) const { llama_free(context); }
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
  void operator()(ggml_threadpool* pool) const { ggml_threadpool_free(pool); }
};

using LlamaModelPtr = std::unique_ptr<llama_model, LlamaDeleter>;
using LlamaContextPtr = std::unique_ptr<llama_context, LlamaDeleter>;
using LlamaSamplerPtr = std::unique_ptr<llama_sampler, LlamaDeleter>;
using GgmlThreadpoolPtr = std::unique_ptr<ggml_threadpool, LlamaDeleter>;

}  // namespace vivavoce::llm
