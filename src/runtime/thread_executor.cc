#include "runtime/thread_executor.h"

#include <chrono>
#include <limits>
#include <utility>

namespace vivavoce::runtime {

ThreadExecutor::ThreadExecutor(const Clock& clock) : clock_(clock), thread_([this] { Run(); }) {}

ThreadExecutor::~ThreadExecutor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ThreadExecutor::Post(Task task) {
  PostAt(std::numeric_limits<int64_t>::min(), std::move(task));
}

void ThreadExecutor::PostAt(int64_t at_ms, Task task) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push({at_ms, next_order_++, std::move(task)});
  }
  changed_.notify_all();
}

void ThreadExecutor::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (queue_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const int64_t now_ms = clock_.NowMs();
    if (queue_.top().at_ms > now_ms) {
      changed_.wait_for(lock, std::chrono::milliseconds(queue_.top().at_ms - now_ms));
      continue;
    }
    Task task = std::move(queue_.top().task);
    queue_.pop();
    lock.unlock();
    task();
    task = nullptr;  // what it captured dies outside the lock
    lock.lock();
  }
}

}  // namespace vivavoce::runtime
