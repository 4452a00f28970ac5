// One Generate or Prefill on its way through the BatchEngine. Internal.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "llm/batch_planner.h"
#include "llm/chat_template.h"
#include "llm/language_model.h"
#include "llm/text_stream.h"
#include "llm/token_sampler.h"
#include "text/clause_splitter.h"

namespace vivavoce::llm {

struct GenerationJob {
  using TimePoint = std::chrono::steady_clock::time_point;

  // Set before it is submitted, then constant.
  GenerationId id = 0;
  bool prefill_only = false;
  bool for_good = false;  // its stable beginning is kept on disk
  GenerateRequest request;
  GenerationCallbacks callbacks;
  TimePoint submitted;

  // The decode thread's own.
  bool prepared = false;  // tokenised
  bool attached = false;  // the cache holds the beginning of its prompt
  bool speaking = false;  // the prompt is read; `next` is to be decoded
  bool state_told = false;
  bool first_clause = true;
  Prompt prompt;
  llama_token next = LLAMA_TOKEN_NULL;
  std::optional<TokenSampler> sampler;
  std::optional<TextStream> stream;
  text::ClauseSplitter clauses;

  // Guarded by the engine's mutex; `finished` may be read without.
  GenerationResult result;
  std::optional<TimePoint> first_token;
  std::atomic<bool> finished = false;  // on_done is posted

  JobRank Rank() const {
    if (prefill_only) return JobRank::kPrefill;
    return request.speculative ? JobRank::kSpeculativeReply : JobRank::kReply;
  }
};

using GenerationJobPtr = std::shared_ptr<GenerationJob>;

// Checks the request, tokenises it and makes what speaking will need. The error is the job's
// result.
Status Prepare(GenerationJob& job, ChatTemplate& chat_template, const Vocabulary& vocabulary,
               int context_tokens);

}  // namespace vivavoce::llm
