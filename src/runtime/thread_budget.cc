#include "runtime/thread_budget.h"

#include <algorithm>
#include <cassert>

namespace vivavoce::runtime {
namespace {

int Index(Lane lane) { return lane == Lane::kLanguage ? 0 : 1; }

}  // namespace

ThreadBudget::ThreadBudget(int cores) : cores_(cores) { assert(cores >= 1); }

int ThreadBudget::ThreadsFor(Lane lane) const {
  if (exclusive()) return cores_;
  const int language = cores_ / 2;
  return lane == Lane::kLanguage ? language : cores_ - language;
}

bool ThreadBudget::MayRun(const Waiter& waiter) const {
  if (busy_[Index(waiter.lane)]) return false;
  if (exclusive() && (busy_[0] || busy_[1])) return false;
  return std::ranges::none_of(waiters_, [&](const Waiter& other) {
    if (!exclusive() && other.lane != waiter.lane) return false;
    if (other.urgency != waiter.urgency) return other.urgency > waiter.urgency;
    return other.ticket < waiter.ticket;
  });
}

ThreadBudget::Grant ThreadBudget::Acquire(Lane lane, Urgency urgency) {
  std::unique_lock lock(mutex_);
  const Waiter self{next_ticket_++, lane, urgency};
  waiters_.push_back(self);
  changed_.wait(lock, [&] { return MayRun(self); });
  std::erase_if(waiters_, [&](const Waiter& other) { return other.ticket == self.ticket; });
  busy_[Index(lane)] = true;
  if (!exclusive()) changed_.notify_all();  // the other lane's first waiter may have been behind us
  return Grant(this, lane, ThreadsFor(lane));
}

int ThreadBudget::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(waiters_.size());
}

void ThreadBudget::Release(Lane lane) {
  {
    const std::lock_guard lock(mutex_);
    busy_[Index(lane)] = false;
  }
  changed_.notify_all();
}

}  // namespace vivavoce::runtime
