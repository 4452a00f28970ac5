#include "llm/batch_planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::llm::batch_planner_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr JobRank kReply = JobRank::kReply;
constexpr JobRank kPrefill = JobRank::kPrefill;
constexpr JobRank kSpeculative = JobRank::kSpeculativeReply;
constexpr BatchLimits kLimits{.prefill_chunk = 32, .shared_prefill_chunk = 8};

TEST(BatchPlanner, NobodyWaitingMeansNoStep) { EXPECT_THAT(PlanBatch({}, kLimits), IsEmpty()); }

TEST(BatchPlanner, AReplyAloneReadsWholeChunks) {
  EXPECT_THAT(PlanBatch({{0, 1, kReply, 100}}, kLimits), ElementsAre(BatchShare{0, 32}));
  EXPECT_THAT(PlanBatch({{0, 1, kReply, 5}}, kLimits), ElementsAre(BatchShare{0, 5}));
}

TEST(BatchPlanner, EverySpeakerGetsATokenAndAPromptReadsLittleBesideThem) {
  EXPECT_THAT(PlanBatch({{0, 3, kReply, 100}, {1, 1, kReply, 0}, {2, 2, kReply, 0}}, kLimits),
              ElementsAre(BatchShare{1, 1}, BatchShare{2, 1}, BatchShare{0, 8}));
}

TEST(BatchPlanner, TheOldestPromptIsReadFirst) {
  EXPECT_THAT(PlanBatch({{0, 2, kReply, 100}, {1, 1, kReply, 20}}, kLimits),
              ElementsAre(BatchShare{1, 20}, BatchShare{0, 12}));
}

TEST(BatchPlanner, PrefillsWaitForRepliesWhenCoresAreScarce) {
  EXPECT_THAT(PlanBatch({{0, 1, kPrefill, 100}, {1, 2, kReply, 0}}, kLimits),
              ElementsAre(BatchShare{1, 1}));
}

TEST(BatchPlanner, PrefillsGoBesideRepliesWhenCoresAreMany) {
  BatchLimits many = kLimits;
  many.prefill_beside_replies = true;
  EXPECT_THAT(PlanBatch({{0, 1, kPrefill, 100}, {1, 2, kReply, 4}}, many),
              ElementsAre(BatchShare{1, 4}, BatchShare{0, 28}));
}

TEST(BatchPlanner, PrefillsReadSmallChunksSoThatAReplyNeedNotWaitLong) {
  EXPECT_THAT(PlanBatch({{0, 1, kPrefill, 100}}, kLimits), ElementsAre(BatchShare{0, 8}));
}

TEST(BatchPlanner, SpeculativeRepliesRunOneAtATimeAndOnlyAlone) {
  EXPECT_THAT(PlanBatch({{0, 2, kSpeculative, 0}, {1, 1, kSpeculative, 0}}, kLimits),
              ElementsAre(BatchShare{1, 1}));
  EXPECT_THAT(PlanBatch({{0, 1, kSpeculative, 0}, {1, 2, kPrefill, 4}}, kLimits),
              ElementsAre(BatchShare{1, 4}));
}

}  // namespace
}  // namespace vivavoce::llm::batch_planner_test
