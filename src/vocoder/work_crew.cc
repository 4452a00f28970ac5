#include "vocoder/work_crew.h"

namespace vivavoce::vocoder {

WorkCrew::WorkCrew(int workers) {
  for (int worker = 1; worker < workers; ++worker) {
    helpers_.emplace_back([this, worker] { Help(worker); });
  }
}

WorkCrew::~WorkCrew() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void WorkCrew::TakeItems(int worker, std::unique_lock<std::mutex>& lock) {
  while (next_ < items_) {
    const int item = next_++;
    const auto& job = *job_;
    lock.unlock();
    job(worker, item);
    lock.lock();
    ++finished_;
  }
}

void WorkCrew::Help(int worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stop_ || next_ < items_; });
    if (stop_) return;
    TakeItems(worker, lock);
    if (finished_ == items_) changed_.notify_all();
  }
}

void WorkCrew::Run(int items, const std::function<void(int, int)>& job) {
  if (items == 1 || helpers_.empty()) {
    for (int item = 0; item < items; ++item) job(0, item);
    return;
  }
  std::unique_lock lock(mutex_);
  job_ = &job;
  items_ = items;
  next_ = finished_ = 0;
  changed_.notify_all();
  TakeItems(0, lock);
  changed_.wait(lock, [&] { return finished_ == items_; });
  items_ = next_ = 0;
}

}  // namespace vivavoce::vocoder
