// How long this speaker pauses in the middle of what they say: the wait for the end of their turns
// follows. It only ever waits longer, never shorter: cutting somebody off is worse than a late answer.
// Threads: a value.
#pragma once

#include <cstdint>

namespace vivavoce::dialogue {

class PauseHabit {
 public:
  static constexpr int64_t kUsualMs = 300;    // shorter pauses are everybody's
  static constexpr int64_t kLongestMs = 2000;  // longer ones are thinking, not a habit
  static constexpr double kLearning = 0.35;    // of the newest turn
  static constexpr int kMinTurns = 2;          // before it is a habit
  static constexpr float kMaxFactor = 1.6f;

  // A pause in the open turn after which the speaker went on.
  void Paused(int64_t ms);
  void TurnEnded();

  // For the silence to wait for, [1, kMaxFactor].
  float Factor() const;

 private:
  int64_t longest_ms_ = 0;  // in the open turn
  double expected_ms_ = 0;  // longest pause of a turn, learnt
  int turns_ = 0;
};

}  // namespace vivavoce::dialogue
