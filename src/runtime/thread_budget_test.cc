#include "runtime/thread_budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace vivavoce::runtime::thread_budget_test {
namespace {

TEST(ThreadBudget, UpToThreeCoresAGrantHasThemAll) {
  for (int cores : {1, 2, 3}) {
    ThreadBudget budget(cores);
    EXPECT_TRUE(budget.exclusive());
    EXPECT_EQ(budget.ThreadsFor(Lane::kLanguage), cores);
    EXPECT_EQ(budget.Acquire(Lane::kSpeech, Urgency::kNormal).threads(), cores);
  }
}

TEST(ThreadBudget, OnMoreCoresTheLanesShareThemWithoutOverlap) {
  for (int cores = 4; cores <= 9; ++cores) {
    ThreadBudget budget(cores);
    EXPECT_FALSE(budget.exclusive());
    EXPECT_EQ(budget.ThreadsFor(Lane::kLanguage) + budget.ThreadsFor(Lane::kSpeech), cores);
    EXPECT_GE(budget.ThreadsFor(Lane::kLanguage), 2);
    const auto language = budget.Acquire(Lane::kLanguage, Urgency::kNormal);
    const auto speech = budget.Acquire(Lane::kSpeech, Urgency::kNormal);  // does not wait
    EXPECT_EQ(language.threads() + speech.threads(), cores);
  }
}

TEST(ThreadBudget, AMovedGrantIsReturnedOnce) {
  ThreadBudget budget(2);
  {
    ThreadBudget::Grant first = budget.Acquire(Lane::kLanguage, Urgency::kNormal);
    const ThreadBudget::Grant second = std::move(first);
  }
  budget.Acquire(Lane::kLanguage, Urgency::kNormal);  // would block for ever if not returned
}

// Starts jobs that all wait behind a held grant and tells the order in which they got theirs.
std::vector<int> OrderOf(int cores, const std::vector<std::pair<Lane, Urgency>>& jobs) {
  ThreadBudget budget(cores);
  std::optional<ThreadBudget::Grant> held(budget.Acquire(Lane::kLanguage, Urgency::kNormal));
  std::vector<int> order;  // guarded by the budget itself: one grant at a time
  std::vector<std::jthread> threads;
  for (size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto grant = budget.Acquire(jobs[i].first, jobs[i].second);
      order.push_back(static_cast<int>(i));
    });
    while (budget.waiting() != static_cast<int>(i) + 1) std::this_thread::yield();
  }
  held.reset();
  threads.clear();
  return order;
}

TEST(ThreadBudget, FirstAudioGoesBeforeNormalAndSpeculativeWorkGoesLast) {
  EXPECT_EQ(OrderOf(2, {{Lane::kLanguage, Urgency::kSpeculative},
                        {Lane::kLanguage, Urgency::kNormal},
                        {Lane::kSpeech, Urgency::kNormal},
                        {Lane::kSpeech, Urgency::kFirstAudio}}),
            (std::vector<int>{3, 1, 2, 0}));
}

TEST(ThreadBudget, EqualUrgencyIsServedInTheOrderOfAsking) {
  EXPECT_EQ(OrderOf(2, {{Lane::kSpeech, Urgency::kNormal},
                        {Lane::kLanguage, Urgency::kNormal},
                        {Lane::kSpeech, Urgency::kNormal}}),
            (std::vector<int>{0, 1, 2}));
}

TEST(ThreadBudget, OnMoreCoresALanesOwnOrderHolds) {
  EXPECT_EQ(OrderOf(8, {{Lane::kLanguage, Urgency::kSpeculative},
                        {Lane::kLanguage, Urgency::kFirstAudio}}),
            (std::vector<int>{1, 0}));
}

TEST(ThreadBudget, AnAnnouncedJobHoldsBackTheOtherLaneAndNotItsOwn) {
  ThreadBudget budget(2);
  auto announced = budget.Announce(Lane::kSpeech, Urgency::kFirstAudio);
  std::atomic<bool> granted = false;
  {
    std::jthread words([&] {
      const auto grant = budget.Acquire(Lane::kLanguage, Urgency::kNormal);
      granted = true;
    });
    while (budget.waiting() != 1) std::this_thread::yield();
    budget.Acquire(Lane::kSpeech, Urgency::kNormal);  // the thread it goes to may be busy with this
    EXPECT_FALSE(granted);
    announced.reset();
  }
  EXPECT_TRUE(granted);
  EXPECT_EQ(budget.waiting(), 0);
}

TEST(ThreadBudget, AnAnnouncedJobDoesNotHoldBackWhatIsMoreUrgentOrWasThereBefore) {
  ThreadBudget budget(2);
  std::optional<ThreadBudget::Grant> held(budget.Acquire(Lane::kSpeech, Urgency::kNormal));
  std::jthread earlier([&] { budget.Acquire(Lane::kLanguage, Urgency::kNormal); });
  while (budget.waiting() != 1) std::this_thread::yield();
  const auto announced = budget.Announce(Lane::kSpeech, Urgency::kNormal);
  held.reset();
  budget.Acquire(Lane::kLanguage, Urgency::kFirstAudio);  // would block for ever
}

TEST(ThreadBudget, OnMoreCoresAnAnnouncedJobHoldsNobodyBack) {
  ThreadBudget budget(8);
  const auto announced = budget.Announce(Lane::kSpeech, Urgency::kFirstAudio);
  EXPECT_EQ(budget.Acquire(Lane::kLanguage, Urgency::kSpeculative).threads(), 4);
}

TEST(ThreadBudget, UnderLoadBusyThreadsNeverExceedTheCoresAndEveryoneIsServed) {
  constexpr int kThreads = 8, kRounds = 300;
  for (int cores : {1, 2, 5}) {
    ThreadBudget budget(cores);
    std::atomic<int> busy = 0, most = 0, served = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
          std::mt19937 random(static_cast<unsigned>(t));
          for (int i = 0; i < kRounds; ++i) {
            const auto grant = budget.Acquire(random() % 2 ? Lane::kLanguage : Lane::kSpeech,
                                              static_cast<Urgency>(random() % 3));
            const int now = busy += grant.threads();
            int seen = most;
            while (now > seen && !most.compare_exchange_weak(seen, now)) {
            }
            ++served;
            busy -= grant.threads();
          }
        });
      }
    }
    EXPECT_LE(most, cores);
    EXPECT_EQ(served, kThreads * kRounds);
    EXPECT_EQ(budget.waiting(), 0);
  }
}

}  // namespace
}  // namespace vivavoce::runtime::thread_budget_test
