// What the listener has probably heard of one reply: a model of the client's playback. A chunk
// starts at the end of the one before, or `delay_ms` after it was sent if that is later; nothing
// left to play stands still. Positions are samples of the reply, times are monotonic ms.
// Threads: a value.
#pragma once

#include <cstdint>
#include <vector>

namespace vivavoce::dialogue {

class VirtualPlayer {
 public:
  VirtualPlayer() = default;
  // Nothing of this reply is heard before `not_before_ms`: the last one is still playing.
  VirtualPlayer(int64_t samples_per_ms, int64_t not_before_ms)
      : rate_(samples_per_ms), not_before_ms_(not_before_ms) {}

  // The next `to - sent()` samples go out. REQUIRES: to >= sent().
  void Send(int64_t now_ms, int64_t to, int64_t delay_ms);
  // The client lost its connection and has played this much: the rest will be sent again.
  void Rewind(int64_t to);
  // Time stops here until the next Send; what was sent and not played is lost.
  void Freeze(int64_t now_ms);

  int64_t sent() const { return sent_; }
  int64_t Heard(int64_t now_ms) const;
  int64_t EndMs() const;                    // when all that was sent has been played
  int64_t WhenHeard(int64_t sample) const;  // REQUIRES: sample <= sent()

 private:
  struct Run {  // played without a break
    int64_t start_ms = 0;
    int64_t from = 0;
    int64_t to = 0;
  };
  int64_t RunEndMs(const Run& run) const {
    return run.start_ms + (run.to - run.from + rate_ - 1) / rate_;
  }

  int64_t rate_ = 24;
  int64_t not_before_ms_ = 0;
  int64_t sent_ = 0;
  std::vector<Run> runs_;
};

}  // namespace vivavoce::dialogue
