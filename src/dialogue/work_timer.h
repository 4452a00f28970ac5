// Debug log lines that say where the time of an answer goes: how long a job waited for the thread
// budget and how long it computed. Threads: one at a time.
#pragma once

#include <chrono>
#include <string_view>

#include "dialogue/reply.h"
#include "llm/language_model.h"
#include "runtime/logging.h"

namespace vivavoce::dialogue {

// Logs `event` when it dies: wait_ms up to Begin(), compute_ms from there.
class WorkTimer {
 public:
  WorkTimer(std::string_view event, JobId job) : event_(event), job_(job) {}
  ~WorkTimer() {
    runtime::Log(
        runtime::LogLevel::kDebug, event_,
        {{"job", job_}, {"wait_ms", Ms(begun_ - asked_)}, {"compute_ms", Ms(Now() - begun_)}});
  }
  WorkTimer(const WorkTimer&) = delete;
  WorkTimer& operator=(const WorkTimer&) = delete;

  void Begin() { begun_ = Now(); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  static Time Now() { return std::chrono::steady_clock::now(); }
  static int64_t Ms(Time::duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  }

  const std::string_view event_;
  const JobId job_;
  const Time asked_ = Now();
  Time begun_ = asked_;
};

inline void LogGeneration(std::string_view event, JobId job, const llm::GenerationResult& result) {
  runtime::Log(runtime::LogLevel::kDebug, event,
               {{"job", job},
                {"prompt_tokens", result.prompt_tokens},
                {"cached_tokens", result.cached_tokens},
                {"prefill_ms", result.prefill_ms},
                {"reply_tokens", result.completion_tokens},
                {"decode_ms", result.decode_ms}});
}

}  // namespace vivavoce::dialogue
