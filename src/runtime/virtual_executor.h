// An Executor in virtual time: the owner of the loop runs what is due and moves the clock. For
// tests and for conversations that run from a file, faster than real time. Threads: Post and PostAt
// from any thread; the Run methods from one.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "runtime/clock.h"
#include "runtime/executor.h"

namespace vivavoce::runtime {

class VirtualExecutor final : public Executor {
 public:
  explicit VirtualExecutor(VirtualClock& clock) : clock_(clock) {}

  void Post(Task task) override;
  void PostAt(int64_t at_ms, Task task) override;

  // Runs everything due now, and what that posts for now. Returns the number of tasks run.
  int RunReady();
  // The time of the next task; nullopt when there is none.
  std::optional<int64_t> NextTaskMs() const;
  // Moves the clock from task to task up to `until_ms`, running each at its time.
  void RunUntil(int64_t until_ms);

 private:
  VirtualClock& clock_;
  mutable std::mutex mutex_;
  std::map<std::pair<int64_t, uint64_t>, Task> queue_;  // (due, order of posting)
  uint64_t next_order_ = 0;
};

}  // namespace vivavoce::runtime
