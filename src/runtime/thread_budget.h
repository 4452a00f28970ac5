// Never more busy threads than cores: every heavy job (a decode step, an encoder pass, a clause of
// speech) asks here before it computes and says how urgent it is.
//
// Policy. Up to kExclusiveCores cores, heavy jobs run one at a time, each with all the cores: on
// two cores an LLM and a synthesiser side by side take four times as long as one after the other
// (docs/architecture.md). On bigger machines the cores are split between the two lanes.
//
// Threads: all methods from any thread. A grant is returned by its destructor. Within a lane jobs
// are granted in order of urgency, then of asking. An announced job has asked in this sense.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace vivavoce::runtime {

enum class Lane { kLanguage, kSpeech };
enum class Urgency { kSpeculative, kNormal, kFirstAudio };  // later ones go first

class ThreadBudget {
 public:
  static constexpr int kExclusiveCores = 3;

  explicit ThreadBudget(int cores);  // REQUIRES: cores >= 1

  class Grant {
   public:
    Grant(Grant&& other) noexcept
        : budget_(other.budget_), lane_(other.lane_), threads_(other.threads_) {
      other.budget_ = nullptr;
    }
    Grant(const Grant&) = delete;
    Grant& operator=(const Grant&) = delete;
    Grant& operator=(Grant&&) = delete;
    ~Grant() {
      if (budget_) budget_->Release(lane_);
    }
    int threads() const { return threads_; }

   private:
    friend class ThreadBudget;
    Grant(ThreadBudget* budget, Lane lane, int threads)
        : budget_(budget), lane_(lane), threads_(threads) {}
    ThreadBudget* budget_;
    Lane lane_;
    int threads_;
  };

  // Says that a job of this lane is on its way to another thread and will ask there in a moment:
  // until the returned object is gone, jobs of the other lane wait as if it had asked now. So the
  // last step of a clause of words is not followed by one more before the clause can be spoken.
  // Drop it when Acquire has returned. Jobs of its own lane do not wait for it: they may be what
  // its thread is busy with.
  [[nodiscard]] std::shared_ptr<const void> Announce(Lane lane, Urgency urgency);
  Grant Acquire(Lane lane, Urgency urgency);  // blocks until granted
  int ThreadsFor(Lane lane) const;            // what a grant in this lane will carry
  int waiting() const;                        // jobs that have asked and not been granted
  bool exclusive() const { return cores_ <= kExclusiveCores; }

 private:
  struct Waiter {
    uint64_t ticket;
    Lane lane;
    Urgency urgency;
    bool announced = false;
    bool GoesBefore(const Waiter& other) const;
  };
  void Forget(uint64_t ticket);  // REQUIRES: mutex_ held
  void Release(Lane lane);
  bool MayRun(const Waiter& waiter) const;
  bool IsHeldBack(const Waiter& waiter) const;  // by an announced job; it then holds nobody back

  const int cores_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool busy_[2] = {false, false};
  uint64_t next_ticket_ = 0;
  std::vector<Waiter> waiters_;
};

}  // namespace vivavoce::runtime
