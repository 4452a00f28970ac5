#include "runtime/virtual_executor.h"

namespace vivavoce::runtime {

void VirtualExecutor::Post(Task task) { PostAt(clock_.NowMs(), std::move(task)); }

void VirtualExecutor::PostAt(int64_t at_ms, Task task) {
  const std::lock_guard lock(mutex_);
  queue_.emplace(std::pair(at_ms, next_order_++), std::move(task));
}

int VirtualExecutor::RunReady() {
  int count = 0;
  for (;; ++count) {
    Task task;
    {
      const std::lock_guard lock(mutex_);
      if (queue_.empty() || queue_.begin()->first.first > clock_.NowMs()) return count;
      task = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
    }
    task();
  }
}

std::optional<int64_t> VirtualExecutor::NextTaskMs() const {
  const std::lock_guard lock(mutex_);
  if (queue_.empty()) return std::nullopt;
  return queue_.begin()->first.first;
}

void VirtualExecutor::RunUntil(int64_t until_ms) {
  RunReady();
  for (auto next = NextTaskMs(); next && *next <= until_ms; next = NextTaskMs()) {
    clock_.AdvanceTo(*next);
    RunReady();
  }
  clock_.AdvanceTo(until_ms);
}

}  // namespace vivavoce::runtime
