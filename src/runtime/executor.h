// A serial queue of small tasks with timers: what a conversation runs on.
// Threads: Post and PostAt from any thread; tasks run one at a time, in order of time, then of
// posting.
#pragma once

#include <cstdint>
#include <functional>

namespace vivavoce::runtime {

class Executor {
 public:
  using Task = std::function<void()>;
  virtual ~Executor() = default;
  virtual void Post(Task task) = 0;
  // Not before the clock shows `at_ms`. There is no cancel: a stale task must see that it is stale.
  virtual void PostAt(int64_t at_ms, Task task) = 0;
};

}  // namespace vivavoce::runtime
