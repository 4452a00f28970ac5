#include "runtime/priority_worker.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vivavoce::runtime {

PriorityWorker::PriorityWorker() : thread_([this] { Run(); }) {}

PriorityWorker::~PriorityWorker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void PriorityWorker::Add(uint64_t owner, int priority, Task task) {
  waiting_.push_back({owner, priority, next_order_++, std::move(task)});
}

void PriorityWorker::Post(uint64_t owner, int priority, Task task) {
  {
    const std::lock_guard lock(mutex_);
    Add(owner, priority, std::move(task));
  }
  changed_.notify_all();
}

bool PriorityWorker::PostLatest(uint64_t owner, int priority, Task task) {
  Task replaced;  // dies outside the lock
  {
    const std::lock_guard lock(mutex_);
    const auto it = std::ranges::find_if(waiting_, [&](const Entry& entry) {
      return entry.owner == owner && entry.priority == priority;
    });
    if (it != waiting_.end()) {
      replaced = std::exchange(it->task, std::move(task));
    } else {
      Add(owner, priority, std::move(task));
    }
  }
  changed_.notify_all();
  return replaced != nullptr;
}

int PriorityWorker::DropAll(uint64_t owner) {
  std::vector<Entry> dropped;
  std::unique_lock lock(mutex_);
  const auto kept = std::stable_partition(waiting_.begin(), waiting_.end(),
                                          [&](const Entry& e) { return e.owner != owner; });
  std::move(kept, waiting_.end(), std::back_inserter(dropped));
  waiting_.erase(kept, waiting_.end());
  changed_.wait(lock, [&] { return !(running_ && running_owner_ == owner); });
  return static_cast<int>(dropped.size());
}

void PriorityWorker::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const auto next = std::ranges::max_element(waiting_, [](const Entry& a, const Entry& b) {
      return a.priority != b.priority ? a.priority < b.priority : a.order > b.order;
    });
    Task task = std::move(next->task);
    running_owner_ = next->owner;
    running_ = true;
    waiting_.erase(next);
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
    running_ = false;
    changed_.notify_all();
  }
}

}  // namespace vivavoce::runtime
