// A few threads that do one job together and sleep in between. The caller is worker 0.
// Threads: Run() from one thread at a time.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vivavoce::vocoder {

class WorkCrew {
 public:
  explicit WorkCrew(int workers);  // REQUIRES: workers >= 1
  ~WorkCrew();
  WorkCrew(const WorkCrew&) = delete;
  WorkCrew& operator=(const WorkCrew&) = delete;

  int workers() const { return static_cast<int>(helpers_.size()) + 1; }
  // Calls job(worker, item) once for each item in [0, items), worker in [0, workers()); returns
  // when all are done. The job must not throw.
  void Run(int items, const std::function<void(int worker, int item)>& job);

 private:
  void Help(int worker);
  void TakeItems(int worker, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void(int, int)>* job_ = nullptr;
  int items_ = 0;
  int next_ = 0;      // first item that nobody has taken
  int finished_ = 0;  // items done
  bool stop_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace vivavoce::vocoder
