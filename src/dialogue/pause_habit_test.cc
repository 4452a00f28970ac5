#include "dialogue/pause_habit.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::pause_habit_test {
namespace {

void Turn(PauseHabit& habit, int64_t pause_ms) {
  if (pause_ms > 0) habit.Paused(pause_ms);
  habit.TurnEnded();
}

TEST(PauseHabitTest, AStrangerAndAFluentSpeakerAreWaitedForAsUsual) {
  PauseHabit habit;
  EXPECT_EQ(habit.Factor(), 1);
  Turn(habit, 900);
  EXPECT_EQ(habit.Factor(), 1) << "one turn is no habit";
  PauseHabit fluent;
  for (int i = 0; i < 10; ++i) Turn(fluent, i % 2 ? 250 : 0);
  EXPECT_EQ(fluent.Factor(), 1);
}

TEST(PauseHabitTest, WhoPausesLongIsWaitedForLongerWithinABound) {
  PauseHabit habit;
  Turn(habit, 800);
  Turn(habit, 800);
  EXPECT_NEAR(habit.Factor(), 1.5, 0.01);
  for (int i = 0; i < 10; ++i) Turn(habit, 60'000);
  EXPECT_EQ(habit.Factor(), PauseHabit::kMaxFactor);
}

TEST(PauseHabitTest, TheLongestPauseOfATurnCounts) {
  PauseHabit habit;
  for (int i = 0; i < 2; ++i) {
    habit.Paused(700);
    habit.Paused(200);
    habit.TurnEnded();
  }
  EXPECT_NEAR(habit.Factor(), 1.4, 0.01);
}

TEST(PauseHabitTest, HabitsAreForgotten) {
  PauseHabit habit;
  for (int i = 0; i < 4; ++i) Turn(habit, 900);
  for (int i = 0; i < 6; ++i) Turn(habit, 0);
  EXPECT_EQ(habit.Factor(), 1);
}

}  // namespace
}  // namespace vivavoce::dialogue::pause_habit_test
