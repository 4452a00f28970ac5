// The one worker of the cascade that hears, in virtual time: jobs of all sessions one at a time,
// the most urgent first, and what a job cost in CPU time is charged to the virtual clock.
// Threads: everything on the thread that runs the executor.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "dialogue/reply.h"
#include "runtime/clock.h"
#include "runtime/executor.h"

namespace vivavoce::eval {

// Of the whole process: a model may have threads of its own.
double ProcessCpuMs();

class HearingDesk : public std::enable_shared_from_this<HearingDesk> {
 public:
  enum class Rank { kPartial, kFinal, kScore, kOverlap };  // as in the cascade
  struct Job {
    const void* owner = nullptr;
    dialogue::JobId id = 0;
    Rank rank = Rank::kPartial;
    // Does the work at once, and gives what to do when it is over by the clock.
    std::function<std::function<void()>()> compute;
    std::function<void()> cancelled;
  };
  using CostCallback = std::function<void(Rank, double cpu_ms)>;

  // `cost`: virtual ms for each ms of CPU time. Clock and executor must outlive it.
  HearingDesk(double cost, const runtime::Clock& clock, runtime::Executor& executor,
              CostCallback on_cost, std::function<double()> cpu_ms = ProcessCpuMs)
      : cost_(cost),
        clock_(clock),
        executor_(executor),
        on_cost_(std::move(on_cost)),
        cpu_ms_(std::move(cpu_ms)) {}

  void Queue(Job job);
  // A job that waits or is in progress is cancelled; any other is none of ours.
  void Abort(const void* owner, dialogue::JobId id);
  void DropAll(const void* owner);  // without a word

 private:
  void Next();

  const double cost_;
  const runtime::Clock& clock_;
  runtime::Executor& executor_;
  const CostCallback on_cost_;
  const std::function<double()> cpu_ms_;
  std::deque<Job> waiting_;
  std::optional<Job> running_;
  int run_ = 0;
};

}  // namespace vivavoce::eval
