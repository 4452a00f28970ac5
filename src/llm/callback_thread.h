// One thread that runs callbacks in the order they were posted, so that neither a slow listener
// holds up decoding nor a long decode step holds up the news that a job was cancelled. Threads: all
// methods from any thread, also from within a callback.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace vivavoce::llm {

class CallbackThread {
 public:
  using Owner = const void*;  // an identity, never followed

  CallbackThread();
  ~CallbackThread();  // runs what is still queued, then stops
  CallbackThread(const CallbackThread&) = delete;
  CallbackThread& operator=(const CallbackThread&) = delete;

  void Post(Owner owner, std::function<void()> callback);
  // Returns when nothing of `owner` is queued or running. On the callback thread itself, where
  // waiting could never end, it runs the owner's queued callbacks before it returns.
  void Drain(Owner owner);
  // Returns when nothing is queued or running, at the latest after `limit`. Not on the callback
  // thread.
  void WaitUntilIdle(std::chrono::milliseconds limit);

 private:
  struct Entry {
    Owner owner;
    std::function<void()> run;
  };
  void Run();
  void DrainHere(Owner owner);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> queue_;
  Owner running_ = nullptr;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace vivavoce::llm
