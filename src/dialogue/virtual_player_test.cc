#include "dialogue/virtual_player.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::virtual_player_test {
namespace {

constexpr int64_t kRate = 24;

TEST(VirtualPlayerTest, PlaysAfterTheDelay) {
  VirtualPlayer player(kRate, 0);
  player.Send(1000, 100 * kRate, 150);
  EXPECT_EQ(player.Heard(1150), 0);
  EXPECT_EQ(player.Heard(1200), 50 * kRate);
  EXPECT_EQ(player.EndMs(), 1250);
}

TEST(VirtualPlayerTest, ChunksInTimeJoinWithoutAGap) {
  VirtualPlayer player(kRate, 0);
  player.Send(0, 100 * kRate, 0);
  player.Send(90, 200 * kRate, 0);
  EXPECT_EQ(player.EndMs(), 200);
}

TEST(VirtualPlayerTest, StandsStillWhenNothingIsLeft) {
  VirtualPlayer player(kRate, 0);
  player.Send(0, 100 * kRate, 0);
  EXPECT_EQ(player.Heard(500), 100 * kRate);
  player.Send(500, 200 * kRate, 0);
  EXPECT_EQ(player.Heard(550), 150 * kRate);
}

TEST(VirtualPlayerTest, WaitsForTheReplyBeforeIt) {
  VirtualPlayer player(kRate, 700);
  player.Send(0, 100 * kRate, 0);
  EXPECT_EQ(player.Heard(700), 0);
  EXPECT_EQ(player.EndMs(), 800);
}

TEST(VirtualPlayerTest, TellsWhenASampleWillBeHeard) {
  VirtualPlayer player(kRate, 0);
  player.Send(0, 100 * kRate, 0);
  player.Send(500, 200 * kRate, 0);
  EXPECT_EQ(player.WhenHeard(50 * kRate), 50);
  EXPECT_EQ(player.WhenHeard(150 * kRate), 550);
}

TEST(VirtualPlayerTest, FreezingDropsWhatWasNotPlayed) {
  VirtualPlayer player(kRate, 0);
  player.Send(0, 400 * kRate, 0);
  player.Freeze(100);
  EXPECT_EQ(player.sent(), 100 * kRate);
  EXPECT_EQ(player.Heard(1000), 100 * kRate);
}

TEST(VirtualPlayerTest, RewindingBeforeAnythingWasHeardStartsOver) {
  VirtualPlayer player(kRate, 0);
  player.Send(100, 400 * kRate, 150);
  player.Freeze(120);
  EXPECT_EQ(player.sent(), 0);
  EXPECT_EQ(player.Heard(5000), 0);
}

}  // namespace
}  // namespace vivavoce::dialogue::virtual_player_test
