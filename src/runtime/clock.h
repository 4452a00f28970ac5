// Seam: monotonic time. Everything that waits or measures takes a Clock, so tests run in virtual
// time. Threads: NowMs() from any thread. VirtualClock is advanced by one thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace vivavoce::runtime {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowMs() const = 0;  // monotonic; the origin is arbitrary
};

class SystemClock final : public Clock {
 public:
  int64_t NowMs() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(int64_t now_ms = 0) : now_ms_(now_ms) {}
  int64_t NowMs() const override { return now_ms_.load(std::memory_order_relaxed); }
  void AdvanceTo(int64_t now_ms) {
    if (now_ms > NowMs()) now_ms_.store(now_ms, std::memory_order_relaxed);
  }

 private:
  std::atomic<int64_t> now_ms_;
};

}  // namespace vivavoce::runtime
