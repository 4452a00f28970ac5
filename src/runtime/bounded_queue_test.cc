#include "runtime/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace vivavoce::runtime::bounded_queue_test {
namespace {

TEST(BoundedQueue, GivesItemsInTheOrderTheyCame) {
  BoundedQueue<int> queue(3);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_TRUE(queue.TryPush(2));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.TryPop(), 2);
  EXPECT_EQ(queue.TryPop(), std::nullopt);
}

TEST(BoundedQueue, RefusesAndLeavesTheItemWhenFull) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.TryPush(std::make_unique<int>(1)));
  auto item = std::make_unique<int>(2);
  EXPECT_FALSE(queue.TryPush(item));
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(queue.size(), 1U);
}

TEST(BoundedQueue, AfterClosingWhatWasQueuedCanStillBeTaken) {
  BoundedQueue<int> queue(2);
  queue.TryPush(1);
  queue.Close();
  queue.Close();
  EXPECT_FALSE(queue.TryPush(2));
  EXPECT_FALSE(queue.Push(2));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(BoundedQueue, ClosingWakesThoseWhoWait) {
  BoundedQueue<int> empty(1), full(1);
  full.TryPush(1);
  std::jthread consumer([&] { EXPECT_EQ(empty.Pop(), std::nullopt); });
  std::jthread producer([&] { EXPECT_FALSE(full.Push(2)); });
  empty.Close();
  full.Close();
}

TEST(BoundedQueue, ManyProducersAndConsumersLoseAndRepeatNothing) {
  constexpr int kThreads = 4, kItems = 2000;
  BoundedQueue<int> queue(7);
  std::vector<std::atomic<int>> seen(kThreads * kItems);
  {
    std::vector<std::jthread> consumers;
    for (int t = 0; t < kThreads; ++t) {
      consumers.emplace_back([&] {
        while (const auto item = queue.Pop()) ++seen[static_cast<size_t>(*item)];
      });
    }
    {
      std::vector<std::jthread> producers;
      for (int t = 0; t < kThreads; ++t) {
        producers.emplace_back([&, t] {
          for (int i = 0; i < kItems; ++i) ASSERT_TRUE(queue.Push(t * kItems + i));
        });
      }
    }
    queue.Close();
  }
  for (const auto& count : seen) EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace vivavoce::runtime::bounded_queue_test
