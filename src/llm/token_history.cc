#include "llm/token_history.h"

#include <algorithm>

namespace vivavoce::llm {

size_t CommonPrefix(std::span<const llama_token> a, std::span<const llama_token> b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

TokenHistory::Match TokenHistory::LongestPrefix(int own,
                                                std::span<const llama_token> prompt) const {
  Match best{own, CommonPrefix(tokens(own), prompt)};
  size_t worth = best.tokens + kWorthBorrowing;
  for (int sequence = 0; sequence < static_cast<int>(sequences_.size()); ++sequence) {
    const size_t common = CommonPrefix(tokens(sequence), prompt);
    if (sequence == own || common < worth) continue;
    best = {sequence, common};
    worth = common + 1;
  }
  return best;
}

void TokenHistory::Append(int sequence, std::span<const llama_token> tokens) {
  auto& to = At(sequence).tokens;
  to.insert(to.end(), tokens.begin(), tokens.end());
  Touch(sequence);
}

void TokenHistory::Truncate(int sequence, size_t length) {
  auto& tokens = At(sequence).tokens;
  tokens.resize(std::min(tokens.size(), length));
}

void TokenHistory::Assign(int sequence, std::span<const llama_token> tokens) {
  At(sequence).tokens.assign(tokens.begin(), tokens.end());
  Touch(sequence);
}

int TokenHistory::LeastRecentlyUsed(int first, int last) const {
  int oldest = -1;
  for (int sequence = first; sequence < last; ++sequence) {
    if (tokens(sequence).empty()) continue;
    if (oldest < 0 || At(sequence).used < At(oldest).used) oldest = sequence;
  }
  return oldest;
}

}  // namespace vivavoce::llm
