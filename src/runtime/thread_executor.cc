#include "runtime/thread_executor.h"

#include <chrono>
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
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
    wake = std::exchange(sleeping_, false);
  }
  if (wake) changed_.notify_one();
}

void ThreadExecutor::PostAt(int64_t at_ms, Task task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    const bool is_next = queue_.empty() || at_ms < queue_.top().at_ms;
    queue_.push({at_ms, next_order_++, std::move(task)});
    wake = is_next && std::exchange(sleeping_, false);
  }
  if (wake) changed_.notify_one();
}

bool ThreadExecutor::RunPosted(std::unique_lock<std::mutex>& lock) {
  if (posted_.empty()) return false;
  batch_.swap(posted_);
  lock.unlock();
  for (Task& task : batch_) {
    if (stopping_) break;
    task();
    task = nullptr;  // what it captured dies outside the lock, and before the next task
  }
  batch_.clear();
  lock.lock();
  return true;
}

void ThreadExecutor::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (RunPosted(lock)) continue;
    if (queue_.empty()) {
      sleeping_ = true;
      changed_.wait(lock);
      sleeping_ = false;
      continue;
    }
    const int64_t now_ms = clock_.NowMs();
    if (queue_.top().at_ms > now_ms) {
      sleeping_ = true;
      changed_.wait_for(lock, std::chrono::milliseconds(queue_.top().at_ms - now_ms));
      sleeping_ = false;
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
