// What may never happen, whatever the events: random walks of the core under an invariant checker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dialogue/testing/invariant_checker.h"
#include "dialogue/testing/random_walk.h"

namespace vivavoce::dialogue::conversation_core_property_test {
namespace {

constexpr int kEvents = 4000;

class RandomWalkTest : public testing::TestWithParam<uint64_t> {};

TEST_P(RandomWalkTest, BreaksNoInvariant) {
  RandomWalk walk(GetParam());
  walk.Go(kEvents);
  EXPECT_THAT(walk.checker().violations(), testing::IsEmpty());
  EXPECT_GT(walk.checker().num_events(), 100);
}

TEST_P(RandomWalkTest, ComesToRestThoughNoEngineAnswersAnyMore) {
  RandomWalk walk(GetParam());
  walk.Go(kEvents / 2);
  walk.Settle(60'000, /*engines=*/false);
  EXPECT_THAT(walk.core().StateName(), testing::MatchesRegex("(Silent|Manual)/(Idle|Tool)/None"));
  EXPECT_THAT(walk.checker().violations(), testing::IsEmpty());
}

TEST_P(RandomWalkTest, ACopyGoesOnInTheSameWay) {
  RandomWalk walk(GetParam());
  walk.Go(kEvents / 4);
  ConversationCore copy = walk.core();
  const size_t inputs_before = walk.inputs().size();
  const size_t actions_before = walk.actions().size();
  walk.Go(kEvents / 4);
  std::vector<std::string> actions;
  for (size_t i = inputs_before; i < walk.inputs().size(); ++i) {
    for (const CoreAction& action : copy.Step(walk.inputs()[i].first, walk.inputs()[i].second)) {
      actions.push_back(Describe(action));
    }
  }
  const std::vector<std::string> original(
      walk.actions().begin() + static_cast<std::ptrdiff_t>(actions_before), walk.actions().end());
  EXPECT_EQ(actions, original);
}

TEST_P(RandomWalkTest, AfterTheLeaseEverythingIsAbortedAndNothingFollows) {
  RandomWalk walk(GetParam());
  walk.Go(kEvents / 4);
  walk.LoseSocketForGood();
  walk.checker().CheckAllJobsEnded();
  EXPECT_THAT(walk.checker().violations(), testing::IsEmpty());
  EXPECT_FALSE(walk.core().NextDeadline());
  EXPECT_THAT(walk.core().Step(1'000'000'000, CreateResponse{}), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWalkTest, testing::Range<uint64_t>(1, 61));

}  // namespace
}  // namespace vivavoce::dialogue::conversation_core_property_test
