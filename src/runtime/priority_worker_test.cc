#include "runtime/priority_worker.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace vivavoce::runtime::priority_worker_test {
namespace {

// Keeps the worker busy until released, so that what is posted meanwhile has to wait.
class Blocker {
 public:
  explicit Blocker(PriorityWorker& worker, uint64_t owner = 99) {
    worker.Post(owner, 0, [this, released = release_.get_future().share()] {
      started_.set_value();
      released.wait();
    });
    started_.get_future().wait();
  }
  void Release() { release_.set_value(); }

 private:
  std::promise<void> started_, release_;
};

void Drain(PriorityWorker& worker) {
  std::promise<void> done;
  worker.Post(98, -100, [&] { done.set_value(); });
  done.get_future().wait();
}

TEST(PriorityWorkerTest, TheMostUrgentGoesFirstThenTheOldest) {
  PriorityWorker worker;
  Blocker blocker(worker);
  std::string order;
  worker.Post(1, 1, [&] { order += 'b'; });
  worker.Post(1, 1, [&] { order += 'c'; });
  worker.Post(1, 2, [&] { order += 'a'; });
  blocker.Release();
  Drain(worker);
  EXPECT_EQ(order, "abc");
}

TEST(PriorityWorkerTest, PostLatestReplacesTheOwnersWaitingTask) {
  PriorityWorker worker;
  Blocker blocker(worker);
  std::string order;
  EXPECT_FALSE(worker.PostLatest(1, 1, [&] { order += 'x'; }));
  EXPECT_FALSE(worker.PostLatest(2, 1, [&] { order += 'y'; }));
  EXPECT_TRUE(worker.PostLatest(1, 1, [&] { order += 'z'; }));
  blocker.Release();
  Drain(worker);
  EXPECT_EQ(order, "zy");
}

TEST(PriorityWorkerTest, DropAllTakesBackOnlyTheOwnersTasks) {
  PriorityWorker worker;
  Blocker blocker(worker);
  std::string order;
  worker.Post(1, 1, [&] { order += 'x'; });
  worker.Post(2, 1, [&] { order += 'y'; });
  EXPECT_EQ(worker.DropAll(1), 1);
  blocker.Release();
  Drain(worker);
  EXPECT_EQ(order, "y");
}

TEST(PriorityWorkerTest, DropAllWaitsForTheRunningTask) {
  PriorityWorker worker;
  Blocker blocker(worker, 7);
  auto dropped = std::async(std::launch::async, [&] { return worker.DropAll(7); });
  blocker.Release();
  EXPECT_EQ(dropped.get(), 0);
}

}  // namespace
}  // namespace vivavoce::runtime::priority_worker_test
