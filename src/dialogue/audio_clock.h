// The two clocks of a conversation: audio time `a` (input accepted) and monotonic time `m`. The
// anchor is the smallest m - a of the last ten seconds; what exceeds it is jitter, so neither late
// nor bunched nor faster-than-real-time input moves a decision. Threads: a value.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace vivavoce::dialogue {

class AudioClock {
 public:
  void Note(int64_t m_ms, int64_t a_end_ms) {
    const int64_t second = m_ms / 1000;
    for (; second_ < second && second - second_ <= kSeconds; ++second_) {
      lowest_[static_cast<size_t>((second_ + 1) % kSeconds)] = kNone;
    }
    if (second - second_ > kSeconds) lowest_.fill(kNone);
    second_ = second;
    int64_t& lowest = lowest_[static_cast<size_t>(second % kSeconds)];
    lowest = std::min(lowest, m_ms - a_end_ms);
    now_a_ = a_end_ms;
  }

  int64_t now_a() const { return now_a_; }
  int64_t ToMonotonic(int64_t a_ms) const { return a_ms + Base(); }
  int64_t ToAudio(int64_t m_ms) const { return std::min(m_ms - Base(), now_a_); }

 private:
  static constexpr int64_t kSeconds = 10;
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

  static std::array<int64_t, kSeconds> Empty() {
    std::array<int64_t, kSeconds> all;
    all.fill(kNone);
    return all;
  }
  int64_t Base() const {
    const int64_t base = *std::min_element(lowest_.begin(), lowest_.end());
    return base == kNone ? 0 : base;
  }

  std::array<int64_t, kSeconds> lowest_ = Empty();
  int64_t second_ = 0;
  int64_t now_a_ = 0;
};

}  // namespace vivavoce::dialogue
