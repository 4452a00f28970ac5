#include "llm/token_states.h"

#include <algorithm>

namespace vivavoce::llm {

void TokenStates::Put(size_t position, std::span<const float> rows, size_t width) {
  if (width == 0 || rows.empty()) return;
  Truncate(position);
  if (width != width_ || begin_ + count() != position) {
    rows_.clear();
    begin_ = position;
    width_ = width;
  }
  rows_.insert(rows_.end(), rows.begin(), rows.end());
  if (count() <= kMostTokens) return;
  const size_t old = count() - kMostTokens;
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<ptrdiff_t>(old * width_));
  begin_ += old;
}

void TokenStates::Truncate(size_t length) {
  if (begin_ + count() <= length) return;
  rows_.resize(length > begin_ ? (length - begin_) * width_ : 0);
}

size_t TokenStates::KnownTo(size_t position) const {
  return position >= begin_ ? std::max(position, begin_ + count()) : position;
}

std::vector<float> TokenStates::Mean(size_t begin, size_t end) const {
  if (begin >= end || begin < begin_ || KnownTo(begin) < end) return {};
  std::vector<float> mean(width_);
  auto value = rows_.begin() + static_cast<ptrdiff_t>((begin - begin_) * width_);
  for (size_t token = begin; token < end; ++token) {
    for (float& sum : mean) sum += *value++;
  }
  for (float& sum : mean) sum /= static_cast<float>(end - begin);
  return mean;
}

}  // namespace vivavoce::llm
