#include "audio/sample_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace vivavoce::audio {

SampleHistory::SampleHistory(int64_t capacity) : ring_(static_cast<size_t>(capacity)) {
  assert(capacity >= 1);
}

void SampleHistory::Append(std::span<const float> samples) {
  const auto capacity = static_cast<int64_t>(ring_.size());
  const auto count = static_cast<int64_t>(samples.size());
  const int64_t skipped = std::max<int64_t>(0, count - capacity);  // would be overwritten at once
  for (int64_t i = skipped; i < count; ++i) ring_[(end_ + i) % capacity] = samples[i];
  end_ += count;
  begin_ = std::max(begin_, end_ - capacity);
}

Result<std::vector<float>> SampleHistory::Read(int64_t from, int64_t to) const {
  if (from < begin_ || to > end_ || from > to) {
    return Fail(Error::InvalidArgument(
        fmt::format("samples [{}, {}) are not held; [{}, {}) are", from, to, begin_, end_)));
  }
  const auto capacity = static_cast<int64_t>(ring_.size());
  std::vector<float> samples(static_cast<size_t>(to - from));
  for (int64_t position = from; position < to;) {
    const int64_t at = position % capacity;
    const int64_t run = std::min(to - position, capacity - at);
    std::copy_n(ring_.begin() + at, run, samples.begin() + (position - from));
    position += run;
  }
  return samples;
}

void SampleHistory::Trim(int64_t position) { begin_ = std::clamp(position, begin_, end_); }

}  // namespace vivavoce::audio
