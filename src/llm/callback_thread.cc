#include "llm/callback_thread.h"

#include <algorithm>

namespace vivavoce::llm {

CallbackThread::CallbackThread() : thread_([this] { Run(); }) {}

CallbackThread::~CallbackThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void CallbackThread::Post(Owner owner, std::function<void()> callback) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({owner, std::move(callback)});
  }
  changed_.notify_all();
}

void CallbackThread::Drain(Owner owner) {
  if (std::this_thread::get_id() == thread_.get_id()) return DrainHere(owner);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return running_ != owner &&
           std::ranges::none_of(queue_, [&](const Entry& entry) { return entry.owner == owner; });
  });
}

void CallbackThread::WaitUntilIdle(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return !running_ && queue_.empty(); });
}

void CallbackThread::DrainHere(Owner owner) {
  for (;;) {
    std::function<void()> run;
    {
      const std::lock_guard lock(mutex_);
      const auto next = std::ranges::find(queue_, owner, &Entry::owner);
      if (next == queue_.end()) return;
      run = std::move(next->run);
      queue_.erase(next);
    }
    run();
  }
}

void CallbackThread::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stop_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Entry entry = std::move(queue_.front());
    queue_.pop_front();
    running_ = entry.owner;
    lock.unlock();
    entry.run();
    entry.run = nullptr;  // what the closure holds dies here, not under the lock
    lock.lock();
    running_ = nullptr;
    changed_.notify_all();
  }
}

}  // namespace vivavoce::llm
