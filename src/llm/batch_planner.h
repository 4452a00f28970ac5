// Decides who shares the next decode step. A pure function.
//
//  - Replies go before prefills, prefills before speculative replies. A session's first job counts
//  as
//    high as the highest that waits behind it, since that one cannot start before.
//  - Everybody who is speaking gets a token in every step; prompts share the rest of it, oldest
//  first.
//  - Speculative replies run one at a time, and only while nothing else waits.
#pragma once

#include <cstddef>
#include <vector>

#include "llm/language_model.h"

namespace vivavoce::llm {

enum class JobRank { kSpeculativeReply, kPrefill, kReply };

struct PlannedJob {
  int session = 0;
  GenerationId id = 0;  // smaller is older
  JobRank rank = JobRank::kReply;
  size_t prompt_left = 0;  // tokens; 0: it is speaking
};

struct BatchLimits {
  int prefill_chunk = 32;
  int shared_prefill_chunk = 24;        // beside speakers, and below kReply
  bool prefill_beside_replies = false;  // on machines with cores to spare
};

struct BatchShare {
  int session = 0;
  size_t tokens = 0;
  friend bool operator==(const BatchShare&, const BatchShare&) = default;
};

// `jobs`: the first job of every session that has one.
std::vector<BatchShare> PlanBatch(std::vector<PlannedJob> jobs, const BatchLimits& limits);

}  // namespace vivavoce::llm
