#include "dialogue/audio_clock.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::audio_clock_test {
namespace {

TEST(AudioClockTest, TheEarliestArrivalIsTheAnchorAndTheRestIsJitter) {
  AudioClock clock;
  clock.Note(1100, 1000);
  clock.Note(1250, 1100);
  clock.Note(1300, 1200);
  EXPECT_EQ(clock.ToMonotonic(1000), 1100);
  EXPECT_EQ(clock.ToAudio(1200), 1100);
}

TEST(AudioClockTest, InputFasterThanRealTimeMovesTheAnchorAlong) {
  AudioClock clock;
  for (int64_t a = 100; a <= 5000; a += 100) clock.Note(10, a);
  EXPECT_EQ(clock.ToMonotonic(5000), 10);
}

TEST(AudioClockTest, AnAnchorIsForgottenAfterTenSeconds) {
  AudioClock clock;
  clock.Note(0, 0);
  for (int64_t m = 1000; m <= 12'000; m += 1000) clock.Note(m, m - 500);
  EXPECT_EQ(clock.ToMonotonic(1000), 1500);
  clock.Note(100'000, 99'000);
  EXPECT_EQ(clock.ToMonotonic(99'000), 100'000);
}

TEST(AudioClockTest, NothingHasBeenHeardOfTheFuture) {
  AudioClock clock;
  clock.Note(1000, 1000);
  EXPECT_EQ(clock.ToAudio(5000), 1000);
}

}  // namespace
}  // namespace vivavoce::dialogue::audio_clock_test
