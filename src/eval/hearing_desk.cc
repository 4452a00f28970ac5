#include "eval/hearing_desk.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

namespace vivavoce::eval {

double ProcessCpuMs() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void HearingDesk::Queue(Job job) {
  waiting_.push_back(std::move(job));
  Next();
}

void HearingDesk::Next() {
  if (running_ || waiting_.empty()) return;
  const auto first = std::ranges::max_element(waiting_, {}, &Job::rank);
  running_ = std::move(*first);
  waiting_.erase(first);
  const double before = cpu_ms_();
  auto finish = running_->compute();
  const double cpu_ms = cpu_ms_() - before;
  on_cost_(running_->rank, cpu_ms);
  executor_.PostAt(clock_.NowMs() + std::llround(cost_ * cpu_ms),
                   [weak = weak_from_this(), finish = std::move(finish), run = ++run_] {
                     const auto self = weak.lock();
                     if (!self || run != self->run_) return;  // aborted in the meantime
                     self->running_.reset();
                     finish();
                     self->Next();
                   });
}

void HearingDesk::Abort(const void* owner, dialogue::JobId id) {
  const auto is_it = [&](const Job& job) { return job.owner == owner && job.id == id; };
  if (const auto job = std::ranges::find_if(waiting_, is_it); job != waiting_.end()) {
    const Job aborted = std::move(*job);
    waiting_.erase(job);
    return aborted.cancelled();
  }
  if (!running_ || !is_it(*running_)) return;
  const Job aborted = *std::exchange(running_, std::nullopt);
  ++run_;
  aborted.cancelled();
  Next();
}

void HearingDesk::DropAll(const void* owner) {
  std::erase_if(waiting_, [&](const Job& job) { return job.owner == owner; });
  if (!running_ || running_->owner != owner) return;
  running_.reset();
  ++run_;
  Next();
}

}  // namespace vivavoce::eval
