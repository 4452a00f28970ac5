// An Executor on a thread of its own, in real time.
// The destructor finishes the task in progress and drops the rest.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

#include "runtime/clock.h"
#include "runtime/executor.h"

namespace vivavoce::runtime {

class ThreadExecutor final : public Executor {
 public:
  explicit ThreadExecutor(const Clock& clock);  // `clock` runs in real time and outlives this
  ~ThreadExecutor() override;

  void Post(Task task) override;
  void PostAt(int64_t at_ms, Task task) override;

 private:
  struct Entry {
    int64_t at_ms;
    uint64_t order;
    mutable Task task;
    bool operator<(const Entry& other) const {  // priority_queue: the greatest is the soonest
      return at_ms != other.at_ms ? at_ms > other.at_ms : order > other.order;
    }
  };
  void Run();

  // Runs what was posted without a time, all of it that is there; false: there was nothing.
  bool RunPosted(std::unique_lock<std::mutex>& lock);

  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Task> posted_;  // due at once, ahead of all with a time
  std::priority_queue<Entry> queue_;
  uint64_t next_order_ = 0;
  bool sleeping_ = false;  // and is to be woken by whoever posts
  std::atomic<bool> stopping_ = false;
  std::vector<Task> batch_;  // of posted_, the thread's own
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace vivavoce::runtime
