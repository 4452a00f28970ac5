#include "llm/batch_planner.h"

#include <algorithm>

namespace vivavoce::llm {

std::vector<BatchShare> PlanBatch(std::vector<PlannedJob> jobs, const BatchLimits& limits) {
  if (jobs.empty()) return {};
  std::ranges::sort(jobs, {}, &PlannedJob::id);
  const JobRank top = std::ranges::max(jobs, {}, &PlannedJob::rank).rank;
  std::erase_if(jobs, [&](const PlannedJob& job) {
    if (job.rank == top) return false;
    return !(top == JobRank::kReply && job.rank == JobRank::kPrefill &&
             limits.prefill_beside_replies);
  });
  if (top == JobRank::kSpeculativeReply) jobs.resize(1);

  std::vector<BatchShare> shares;
  for (const PlannedJob& job : jobs) {
    if (job.prompt_left == 0) shares.push_back({job.session, 1});
  }
  const bool alone = shares.empty() && top == JobRank::kReply;
  auto room = static_cast<size_t>(alone ? limits.prefill_chunk : limits.shared_prefill_chunk);
  std::ranges::stable_sort(jobs, std::ranges::greater{}, &PlannedJob::rank);
  for (const PlannedJob& job : jobs) {
    const size_t tokens = std::min(job.prompt_left, room);
    if (tokens == 0) continue;
    shares.push_back({job.session, tokens});
    room -= tokens;
  }
  return shares;
}

}  // namespace vivavoce::llm
