#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include "runtime/thread_executor.h"
#include "runtime/virtual_executor.h"

namespace vivavoce::runtime::executor_test {
namespace {

TEST(VirtualExecutorTest, TasksRunInOrderOfTimeThenOfPosting) {
  VirtualClock clock;
  VirtualExecutor executor(clock);
  std::vector<int> order;
  executor.PostAt(20, [&] { order.push_back(3); });
  executor.PostAt(10, [&] { order.push_back(1); });
  executor.PostAt(10, [&] { order.push_back(2); });
  executor.RunUntil(30);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(clock.NowMs(), 30);
}

TEST(VirtualExecutorTest, EachTaskSeesItsOwnTime) {
  VirtualClock clock;
  VirtualExecutor executor(clock);
  std::vector<int64_t> seen;
  for (int64_t at : {5, 15}) executor.PostAt(at, [&] { seen.push_back(clock.NowMs()); });
  executor.RunUntil(100);
  EXPECT_EQ(seen, (std::vector<int64_t>{5, 15}));
}

TEST(VirtualExecutorTest, AFutureTaskWaits) {
  VirtualClock clock;
  VirtualExecutor executor(clock);
  bool ran = false;
  executor.PostAt(50, [&] { ran = true; });
  executor.RunUntil(49);
  EXPECT_FALSE(ran);
  EXPECT_EQ(executor.NextTaskMs(), 50);
}

TEST(VirtualExecutorTest, ATaskMayPostForNow) {
  VirtualClock clock;
  VirtualExecutor executor(clock);
  int runs = 0;
  executor.Post([&] { executor.Post([&] { ++runs; }); });
  EXPECT_EQ(executor.RunReady(), 2);
  EXPECT_EQ(runs, 1);
}

TEST(ThreadExecutorTest, PostedTasksRunInOrderOnOneThread) {
  SystemClock clock;
  ThreadExecutor executor(clock);
  std::vector<int> order;
  std::promise<void> done;
  executor.PostAt(clock.NowMs() + 5, [&] {
    order.push_back(3);
    done.set_value();
  });
  executor.Post([&] { order.push_back(1); });
  executor.Post([&] { order.push_back(2); });
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(ThreadExecutorTest, WhatManyThreadsPostIsRunOnceAndInTheOrderOfEach) {
  static constexpr int kThreads = 4, kTasks = 20'000;
  SystemClock clock;
  std::vector<int> next(kThreads, 0);
  int out_of_order = 0;
  ThreadExecutor executor(clock);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kTasks; ++i) {
        executor.Post([&, thread, i] {
          if (next[static_cast<size_t>(thread)]++ != i) ++out_of_order;
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::promise<void> done;
  executor.Post([&] { done.set_value(); });
  done.get_future().wait();
  EXPECT_EQ(next, std::vector<int>(kThreads, kTasks));
  EXPECT_EQ(out_of_order, 0);
}

TEST(ThreadExecutorTest, ASoonerTaskIsNotHeldUpByALaterOne) {
  SystemClock clock;
  ThreadExecutor executor(clock);
  std::promise<void> done;
  executor.PostAt(clock.NowMs() + 1000000, [] {});
  std::this_thread::sleep_for(std::chrono::milliseconds(5));  // now it sleeps
  executor.PostAt(clock.NowMs() + 2, [&] { done.set_value(); });
  done.get_future().wait();
}

TEST(ThreadExecutorTest, DestructionDropsWhatIsNotDue) {
  SystemClock clock;
  bool ran = false;
  {
    ThreadExecutor executor(clock);
    executor.PostAt(clock.NowMs() + 1000000, [&] { ran = true; });
  }
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace vivavoce::runtime::executor_test
