#include "dialogue/pause_habit.h"

#include <algorithm>

namespace vivavoce::dialogue {

void PauseHabit::Paused(int64_t ms) {
  longest_ms_ = std::max(longest_ms_, std::min(ms, kLongestMs));
}

void PauseHabit::TurnEnded() {
  const auto longest = static_cast<double>(longest_ms_);
  expected_ms_ += (turns_ == 0 ? 1 : kLearning) * (longest - expected_ms_);
  ++turns_;
  longest_ms_ = 0;
}

float PauseHabit::Factor() const {
  if (turns_ < kMinTurns) return 1;
  const double beyond = (expected_ms_ - kUsualMs) / 1000;
  return std::clamp(1 + static_cast<float>(beyond), 1.0f, kMaxFactor);
}

}  // namespace vivavoce::dialogue
