// A thread that runs tasks one at a time, the most urgent first, then in order of arrival. Tasks
// carry the id of their owner, so that an owner can take back what has not begun and wait for what
// has.
//
// Threads: all methods from any thread, except that DropAll must not be called by a task of that
// owner. The destructor finishes the task in progress and drops the rest.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vivavoce::runtime {

class PriorityWorker {
 public:
  using Task = std::function<void()>;

  PriorityWorker();
  ~PriorityWorker();

  // A greater `priority` goes first.
  void Post(uint64_t owner, int priority, Task task);
  // As Post, but replaces the owner's waiting task of the same priority. Returns true if there was
  // one.
  bool PostLatest(uint64_t owner, int priority, Task task);
  // Takes back the owner's waiting tasks and waits for a running one. Returns how many were taken
  // back.
  int DropAll(uint64_t owner);

 private:
  struct Entry {
    uint64_t owner;
    int priority;
    uint64_t order;
    Task task;
  };
  void Add(uint64_t owner, int priority, Task task);  // REQUIRES: mutex_ held
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> waiting_;
  uint64_t next_order_ = 0;
  uint64_t running_owner_ = 0;
  bool running_ = false;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace vivavoce::runtime
