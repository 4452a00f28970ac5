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
  if (IsHeldBack(waiter)) return false;
  return std::ranges::none_of(waiters_, [&](const Waiter& other) {
    if (other.announced || (!exclusive() && other.lane != waiter.lane)) return false;
    return other.GoesBefore(waiter) && !IsHeldBack(other);
  });
}

bool ThreadBudget::IsHeldBack(const Waiter& waiter) const {
  return exclusive() && std::ranges::any_of(waiters_, [&](const Waiter& other) {
    return other.announced && other.lane != waiter.lane && other.GoesBefore(waiter);
  });
}

bool ThreadBudget::Waiter::GoesBefore(const Waiter& other) const {
  return urgency != other.urgency ? urgency > other.urgency : ticket < other.ticket;
}

void ThreadBudget::Forget(uint64_t ticket) {
  std::erase_if(waiters_, [&](const Waiter& waiter) { return waiter.ticket == ticket; });
}

std::shared_ptr<const void> ThreadBudget::Announce(Lane lane, Urgency urgency) {
  const std::lock_guard lock(mutex_);
  const uint64_t ticket = next_ticket_++;
  waiters_.push_back({ticket, lane, urgency, /*announced=*/true});
  return {this, [ticket](ThreadBudget* budget) {
            {
              const std::lock_guard withdraw(budget->mutex_);
              budget->Forget(ticket);
            }
            budget->changed_.notify_all();
          }};
}

ThreadBudget::Grant ThreadBudget::Acquire(Lane lane, Urgency urgency) {
  std::unique_lock lock(mutex_);
  const Waiter self{next_ticket_++, lane, urgency};
  waiters_.push_back(self);
  changed_.wait(lock, [&] { return MayRun(self); });
  Forget(self.ticket);
  busy_[Index(lane)] = true;
  if (!exclusive()) changed_.notify_all();  // the other lane's first waiter may have been behind us
  return Grant(this, lane, ThreadsFor(lane));
}

int ThreadBudget::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::ranges::count(waiters_, false, &Waiter::announced));
}

void ThreadBudget::Release(Lane lane) {
  {
    const std::lock_guard lock(mutex_);
    busy_[Index(lane)] = false;
  }
  changed_.notify_all();
}

}  // namespace vivavoce::runtime
