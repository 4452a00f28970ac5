#include "audio/sample_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace vivavoce::audio {
namespace {

constexpr int64_t kFirstSize = 1 << 14;  // a second of what is heard

}  // namespace

SampleHistory::SampleHistory(int64_t capacity) : capacity_(capacity) { assert(capacity >= 1); }

void SampleHistory::Append(std::span<const float> samples) {
  const auto count = static_cast<int64_t>(samples.size());
  const int64_t skipped = std::max<int64_t>(0, count - capacity_);  // would be overwritten at once
  begin_ = std::max(begin_, end_ + count - capacity_);
  MakeRoomFor(count - skipped);
  CopyIn(samples.subspan(static_cast<size_t>(skipped)), end_ + skipped);
  end_ += count;
}

void SampleHistory::MakeRoomFor(int64_t count) {
  const auto size = static_cast<int64_t>(ring_.size());
  const int64_t held = std::max<int64_t>(0, end_ - begin_);
  if (held + count <= size) return;
  const int64_t larger = std::max({kFirstSize, 2 * size, held + count});
  std::vector<float> kept(static_cast<size_t>(held));
  if (held > 0) CopyOut(begin_, kept);
  ring_ = std::vector<float>(static_cast<size_t>(std::min(larger, capacity_)));
  CopyIn(kept, end_ - held);
}

void SampleHistory::CopyIn(std::span<const float> samples, int64_t position) {
  while (!samples.empty()) {
    const size_t at = static_cast<size_t>(position) % ring_.size();
    const size_t run = std::min(samples.size(), ring_.size() - at);
    std::ranges::copy(samples.first(run), ring_.begin() + static_cast<std::ptrdiff_t>(at));
    samples = samples.subspan(run);
    position += static_cast<int64_t>(run);
  }
}

void SampleHistory::CopyOut(int64_t from, std::span<float> samples) const {
  while (!samples.empty()) {
    const size_t at = static_cast<size_t>(from) % ring_.size();
    const size_t run = std::min(samples.size(), ring_.size() - at);
    std::ranges::copy(std::span(ring_).subspan(at, run), samples.begin());
    samples = samples.subspan(run);
    from += static_cast<int64_t>(run);
  }
}

Result<std::vector<float>> SampleHistory::Read(int64_t from, int64_t to) const {
  if (from < begin_ || to > end_ || from > to) {
    return Fail(Error::InvalidArgument(
        fmt::format("samples [{}, {}) are not held; [{}, {}) are", from, to, begin_, end_)));
  }
  std::vector<float> samples(static_cast<size_t>(to - from));
  CopyOut(from, samples);
  return samples;
}

void SampleHistory::Trim(int64_t position) { begin_ = std::clamp(position, begin_, end_); }

}  // namespace vivavoce::audio
