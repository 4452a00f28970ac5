// One thread that does nothing but the tasks handed to it, one at a time.
//
// Why. ggml and OpenVINO both use the CPU's AMX tiles, and each sets the tile configuration of a
// thread once and then trusts it. If both ever compute on the same thread, the second silently gets
// wrong numbers (docs/architecture.md). So each library gets its own thread, whatever thread the
// caller is on.
//
// Threads  Run() from any thread but its own; callers wait for each other.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace vivavoce::hearing {

class TaskThread {
 public:
  TaskThread();
  ~TaskThread();  // waits for the running task
  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  // Returns when `task` has run. `task` must not throw.
  void Run(const std::function<void()>& task);

 private:
  void Loop();

  std::mutex callers_;  // held by the caller whose task is being run
  std::mutex mutex_;    // guards what follows
  std::condition_variable changed_;
  const std::function<void()>* task_ = nullptr;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace vivavoce::hearing
