// A few threads for requests that take their time, and a bounded queue before them. The threads
// wait for models and slow clients; what computes asks the ThreadBudget, so that there may be more
// of them than cores.
// Threads  TryPost from any. The destructor finishes what runs and drops the rest.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "runtime/bounded_queue.h"

namespace vivavoce::realtime {

class WorkerPool {
 public:
  using Task = std::function<void()>;
  WorkerPool(int threads, size_t queued);  // REQUIRES: both >= 1
  ~WorkerPool();

  bool TryPost(Task task);  // false: all threads are busy and the queue is full

 private:
  runtime::BoundedQueue<Task> queue_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace vivavoce::realtime
