// The hidden states of a session's last tokens, kept beside its KV cache so that the words of a turn
// need not be read again to be judged: most of them were read while they were still being said.
// Pure bookkeeping. Thread safety: one thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace vivavoce::llm {

class TokenStates {
 public:
  // Of one session; 3 MB of a model 1536 wide. What is older is forgotten.
  static constexpr size_t kMostTokens = 512;

  // `rows`: the states of the tokens from `position` on, `width` numbers each. Those before stay
  // when they end where these begin; others are forgotten.
  void Put(size_t position, std::span<const float> rows, size_t width);
  // Forgets the tokens from `length` on, which are no longer what they were.
  void Truncate(size_t length);

  // Up to where all states from `position` on are known, `position` itself when none are.
  size_t KnownTo(size_t position) const;
  // Of the states of the tokens from `begin` to `end`, not included; empty when there is none, or one
  // is not known.
  std::vector<float> Mean(size_t begin, size_t end) const;

 private:
  size_t count() const { return width_ ? rows_.size() / width_ : 0; }

  size_t begin_ = 0;  // the position of the first row
  size_t width_ = 0;
  std::vector<float> rows_;
};

}  // namespace vivavoce::llm
