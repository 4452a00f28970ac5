#include "realtime/worker_pool.h"

#include <utility>

namespace vivavoce::realtime {

WorkerPool::WorkerPool(int threads, size_t queued) : queue_(queued) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      while (auto task = queue_.Pop()) {
        if (!stopping_) (*task)();
      }
    });
  }
}

WorkerPool::~WorkerPool() {
  stopping_ = true;
  queue_.Close();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::TryPost(Task task) { return queue_.TryPush(task); }

}  // namespace vivavoce::realtime
