// Which tokens every sequence of the KV cache holds, and from whom a new prompt can borrow its
// beginning. Pure bookkeeping; sequence_cache.h keeps llama.cpp's memory in step with it. Thread
// safety: one thread.
#pragma once

#include <llama.h>

#include <cstdint>
#include <span>
#include <vector>

namespace vivavoce::llm {

class TokenHistory {
 public:
  // Sharing fewer tokens than this with another sequence is not worth giving up one's own.
  static constexpr size_t kWorthBorrowing = 16;

  explicit TokenHistory(int sequences) : sequences_(static_cast<size_t>(sequences)) {}

  struct Match {
    int sequence = -1;  // that holds the longest common beginning; `own` when nothing better
    size_t tokens = 0;
  };
  // Of all sequences, whose tokens begin like `prompt`.
  Match LongestPrefix(int own, std::span<const llama_token> prompt) const;

  const std::vector<llama_token>& tokens(int sequence) const { return At(sequence).tokens; }
  void Append(int sequence, std::span<const llama_token> tokens);
  void Truncate(int sequence, size_t length);
  void Assign(int sequence, std::span<const llama_token> tokens);

  // Of sequences `first` <= s < `last` that hold tokens, the one not touched for longest; -1 for
  // none.
  int LeastRecentlyUsed(int first, int last) const;
  void Touch(int sequence) { At(sequence).used = ++now_; }
  uint64_t Used(int sequence) const { return At(sequence).used; }  // greater is later

 private:
  struct Sequence {
    std::vector<llama_token> tokens;
    uint64_t used = 0;
  };
  Sequence& At(int sequence) { return sequences_[static_cast<size_t>(sequence)]; }
  const Sequence& At(int sequence) const { return sequences_[static_cast<size_t>(sequence)]; }

  std::vector<Sequence> sequences_;
  uint64_t now_ = 0;
};

// Length of the common beginning.
size_t CommonPrefix(std::span<const llama_token> a, std::span<const llama_token> b);

}  // namespace vivavoce::llm
