// LanguageModel on llama.cpp: one GGUF file in this process, many sessions in shared batches.
//
// The pieces: llama_loader (file to context), vocabulary and chat_template (messages to tokens),
// batch_engine (who computes when), batch_decoder and sequence_cache (llama.cpp's memory),
// token_sampler and text_stream (logits to text).
#pragma once

#include <memory>

#include "llm/batch_engine.h"
#include "llm/language_model.h"
#include "llm/llama_config.h"
#include "runtime/thread_budget.h"

namespace vivavoce::llm {

class LlamaLanguageModel final : public LanguageModel {
 public:
  // Takes seconds: loads the file and, unless switched off, checks that cached prefixes compute
  // right on this machine; with kQ8_0 that fails the check it falls back to kF16 and logs a
  // warning. kInvalidArgument names the field; kNotFound and kCorrupt name the file. `budget` must
  // outlive it.
  static Result<std::unique_ptr<LanguageModel>> Create(const LlamaConfig& config,
                                                       runtime::ThreadBudget& budget);

  Result<std::unique_ptr<ChatSession>> OpenSession() override;
  int ContextTokens() const override { return config_.context_tokens_per_session; }
  Result<int> CountTokens(std::string_view text) const override;
  std::string Name() const override { return name_; }

 private:
  LlamaLanguageModel(const LlamaConfig& config, std::unique_ptr<Vocabulary> vocabulary,
                     std::unique_ptr<BatchEngine> engine)
      : config_(config),
        name_(config.model_file.stem().string()),
        vocabulary_(std::move(vocabulary)),
        engine_(std::move(engine)) {}

  const LlamaConfig config_;
  const std::string name_;
  std::unique_ptr<Vocabulary> vocabulary_;
  std::unique_ptr<BatchEngine> engine_;
};

}  // namespace vivavoce::llm
