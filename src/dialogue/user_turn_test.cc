#include "dialogue/user_turn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace vivavoce::dialogue::user_turn_test {
namespace {

using S = UserState;
using E = UserEvent;

// Every pair that is not here is a no-op.
const std::map<std::pair<S, E>, S>& Table() {
  static const std::map<std::pair<S, E>, S> table = {
      {{S::kSilent, E::kVoice}, S::kOnset},
      {{S::kSilent, E::kDetectionOff}, S::kManual},
      {{S::kOnset, E::kOnset}, S::kTalking},
      {{S::kOnset, E::kOnsetLost}, S::kSilent},
      {{S::kOnset, E::kClear}, S::kSilent},
      {{S::kOnset, E::kDetectionOff}, S::kManual},
      {{S::kTalking, E::kPause}, S::kPausing},
      {{S::kTalking, E::kCommit}, S::kSilent},
      {{S::kTalking, E::kDrop}, S::kSilent},
      {{S::kTalking, E::kClear}, S::kSilent},
      {{S::kTalking, E::kDetectionOff}, S::kManual},
      {{S::kPausing, E::kContinue}, S::kTalking},
      {{S::kPausing, E::kDecide}, S::kDue},
      {{S::kPausing, E::kCommit}, S::kSilent},
      {{S::kPausing, E::kDrop}, S::kSilent},
      {{S::kPausing, E::kClear}, S::kSilent},
      {{S::kPausing, E::kDetectionOff}, S::kManual},
      {{S::kDue, E::kContinue}, S::kTalking},
      {{S::kDue, E::kCommit}, S::kSilent},
      {{S::kDue, E::kDrop}, S::kSilent},
      {{S::kDue, E::kClear}, S::kSilent},
      {{S::kDue, E::kDetectionOff}, S::kManual},
      {{S::kManual, E::kDetectionOn}, S::kSilent},
  };
  return table;
}

TEST(UserTurnTest, EveryCellOfTheTable) {
  for (int s = 0; s < kNumUserStates; ++s) {
    for (int e = 0; e < kNumUserEvents; ++e) {
      const auto state = static_cast<S>(s);
      const auto event = static_cast<E>(e);
      const auto cell = Table().find({state, event});
      const std::optional<S> expected =
          cell == Table().end() ? std::nullopt : std::optional(cell->second);
      EXPECT_EQ(NextUserState(state, event), expected) << ToString(state) << " event " << e;
    }
  }
}

class UserTurnFrames : public testing::Test {
 protected:
  // Frames of 20 ms, applied; the last event that came of them.
  std::optional<E> Feed(int ms, bool voiced, bool faint = false) {
    std::optional<E> last;
    for (int i = 0; i < ms; i += 20) {
      const AudioFrame frame{.a_begin_ms = a_,
                             .a_end_ms = a_ + 20,
                             .voiced = voiced,
                             .faint = faint,
                             .power = power_};
      a_ += 20;
      const std::optional<E> event = turn_.OnFrame(frame, k_);
      if (!event) continue;
      last = event;
      EXPECT_TRUE(turn_.Apply(*event));
      const int before = 300 + turn_.FaintMsBefore(frame.a_begin_ms, k_);
      if (*event == E::kVoice) turn_.Begin("item", frame.a_begin_ms, frame.a_end_ms, before);
      if (*event == E::kOnsetLost) turn_.Reset();
    }
    return last;
  }
  CoreConstants k_;
  UserTurn turn_;
  void FeedAt(float dbfs, int ms, bool voiced) {
    power_ = std::pow(10.0f, dbfs / 10);
    Feed(ms, voiced);
  }
  int64_t a_ = 0;
  float power_ = 0.0025f;
};

TEST_F(UserTurnFrames, AWhisperThatTheDetectorMissesSoundsOn) {
  FeedAt(-60, 1000, false);
  FeedAt(-20, 800, true);
  FeedAt(-60, 100, false);
  FeedAt(-26, 200, false);
  EXPECT_TRUE(turn_.SoundsOn(k_));
  FeedAt(-60, 200, false);
  EXPECT_FALSE(turn_.SoundsOn(k_));
  FeedAt(-40, 200, false);
  EXPECT_FALSE(turn_.SoundsOn(k_)) << "too soft to be more than breath";
  FeedAt(-26, 200, false);
  turn_.OnGap(1000, k_);
  EXPECT_FALSE(turn_.SoundsOn(k_)) << "no input";
}

TEST_F(UserTurnFrames, ALoudRoomDoesNotSoundOnNorOneThatIsNotKnown) {
  FeedAt(-30, 1000, false);
  FeedAt(-20, 800, true);
  FeedAt(-30, 300, false);
  EXPECT_FALSE(turn_.SoundsOn(k_));
  turn_ = {};
  FeedAt(-20, 800, true);
  FeedAt(-26, 300, false);
  EXPECT_FALSE(turn_.SoundsOn(k_));
}

TEST_F(UserTurnFrames, ATurnOpensAfterTheOnsetNotBefore) {
  EXPECT_EQ(Feed(80, true), E::kVoice);
  EXPECT_EQ(turn_.state, S::kOnset);
  EXPECT_EQ(Feed(20, true), E::kOnset);
}

TEST_F(UserTurnFrames, AHoleOfTwoFramesDoesNotEndAnOnset) {
  Feed(60, true);
  EXPECT_EQ(Feed(40, false), std::nullopt);
  EXPECT_EQ(Feed(40, true), E::kOnset);
}

TEST_F(UserTurnFrames, AClickIsForgotten) {
  Feed(80, true);
  EXPECT_EQ(Feed(60, false), E::kOnsetLost);
  EXPECT_EQ(turn_.state, S::kSilent);
}

TEST_F(UserTurnFrames, TheStartIsPaddedButNotIntoTheLastItem) {
  Feed(1000, false);
  turn_.buffer_a = 900;
  Feed(100, true);
  EXPECT_EQ(turn_.start_a, 900);
  EXPECT_EQ(turn_.first_voiced_a, 1000);
}

TEST_F(UserTurnFrames, ASoftFirstWordBelongsToTheTurn) {
  Feed(2000, false);
  Feed(240, false, /*faint=*/true);
  Feed(60, true);  // a part of it is voice, and too short for a turn
  Feed(80, false, true);
  EXPECT_EQ(turn_.state, S::kSilent);
  Feed(100, true);
  EXPECT_EQ(turn_.start_a, 2000 - 300);
  EXPECT_EQ(turn_.first_voiced_a, 2380);
}

TEST_F(UserTurnFrames, ASoftFirstWordMayHaveADipOfOneWindow) {
  Feed(2000, false);
  Feed(140, false, /*faint=*/true);
  Feed(40, false);
  Feed(80, false, true);
  Feed(100, true);
  EXPECT_EQ(turn_.start_a, 2000 - 300);
}

TEST_F(UserTurnFrames, WhatWasFaintBeforeAGapOrForLongDoesNot) {
  Feed(400, false, /*faint=*/true);
  Feed(60, false);
  Feed(100, true);
  EXPECT_EQ(turn_.start_a, 460 - 300);
  Feed(100, false);
  EXPECT_TRUE(turn_.Apply(E::kDrop));
  Feed(5000, false, /*faint=*/true);  // a fan
  Feed(100, true);
  EXPECT_EQ(turn_.start_a, turn_.first_voiced_a - k_.faint_start_ms - 300);
}

TEST_F(UserTurnFrames, SilenceCountsFromTheLastVoice) {
  Feed(500, true);
  EXPECT_EQ(Feed(80, false), std::nullopt);
  EXPECT_EQ(Feed(20, false), E::kPause);
  EXPECT_EQ(turn_.SilenceMs(), 100);
}

TEST_F(UserTurnFrames, AProbeThatFailsLeavesTheSilenceRunning) {
  Feed(500, true);
  Feed(200, false);
  Feed(40, true);
  EXPECT_TRUE(turn_.probing);
  Feed(60, false);
  EXPECT_FALSE(turn_.probing);
  EXPECT_EQ(turn_.rev, 0);
  EXPECT_EQ(turn_.SilenceMs(), 300);
}

TEST_F(UserTurnFrames, AContinuationIsANewRevision) {
  Feed(500, true);
  Feed(200, false);
  EXPECT_EQ(Feed(60, true), E::kContinue);
  EXPECT_EQ(turn_.state, S::kTalking);
  EXPECT_EQ(turn_.rev, 1);
  EXPECT_EQ(turn_.voiced_ms, 560);
}

TEST_F(UserTurnFrames, MissingInputIsSilence) {
  Feed(500, true);
  EXPECT_EQ(turn_.OnGap(1000, k_), E::kPause);
  EXPECT_EQ(turn_.SilenceMs(), 1000);
}

TEST_F(UserTurnFrames, FramesOfManualInputSayNothing) {
  turn_.Apply(E::kDetectionOff);
  EXPECT_EQ(Feed(1000, true), std::nullopt);
  EXPECT_EQ(turn_.now_a, 1000);
}

}  // namespace
}  // namespace vivavoce::dialogue::user_turn_test
