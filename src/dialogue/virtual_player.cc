#include "dialogue/virtual_player.h"

#include <algorithm>

namespace vivavoce::dialogue {

void VirtualPlayer::Send(int64_t now_ms, int64_t to, int64_t delay_ms) {
  if (to <= sent_) return;
  const int64_t earliest = std::max(now_ms + delay_ms, not_before_ms_);
  if (!runs_.empty() && RunEndMs(runs_.back()) >= earliest) {
    runs_.back().to = to;
  } else {
    runs_.push_back({.start_ms = earliest, .from = sent_, .to = to});
  }
  sent_ = to;
}

void VirtualPlayer::Rewind(int64_t to) {
  while (!runs_.empty() && runs_.back().from >= to) runs_.pop_back();
  if (!runs_.empty()) runs_.back().to = std::min(runs_.back().to, to);
  sent_ = std::min(sent_, to);
}

void VirtualPlayer::Freeze(int64_t now_ms) { Rewind(Heard(now_ms)); }

int64_t VirtualPlayer::Heard(int64_t now_ms) const {
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    if (run->start_ms <= now_ms) {
      return std::min(run->to, run->from + (now_ms - run->start_ms) * rate_);
    }
  }
  return 0;
}

int64_t VirtualPlayer::EndMs() const {
  return runs_.empty() ? not_before_ms_ : RunEndMs(runs_.back());
}

int64_t VirtualPlayer::WhenHeard(int64_t sample) const {
  for (const Run& run : runs_) {
    if (sample <= run.to) {
      return run.start_ms + (std::max<int64_t>(sample - run.from, 0) + rate_ - 1) / rate_;
    }
  }
  return EndMs();
}

}  // namespace vivavoce::dialogue
