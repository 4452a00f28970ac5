// Is what a microphone hears nothing but what a loudspeaker plays? Finds the delay between the two
// and tells, frame by frame, whether the changes of level in 20 bands are those of what was played.
// Changes survive a room and a cheap loudspeaker, and another voice breaks them.
// Method     normalised correlation of band levels in dB, each less its own running mean, over
//            every delay; thresholds were measured (docs/turns.md).
// Rate       16 kHz; frames of 256 samples (16 ms), [-1, 1].
// Delay      0 to 688 ms, in frames; followed when it changes.
// Threads    one at a time.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "audio/fft.h"

namespace vivavoce::audio {

class EchoDetector {
 public:
  static constexpr size_t kFrameSamples = 256;
  static constexpr size_t kMaxDelayFrames = 44;

  EchoDetector();

  // What was played and what was heard at the same time. REQUIRES: kFrameSamples each.
  void Add(std::span<const float> played, std::span<const float> heard);

  // The last frame, judged with the quarter of a second before it.
  bool is_echo() const { return is_echo_; }
  std::optional<size_t> delay_frames() const { return delay_; }
  // Neither found yet nor looked for long enough to say that there is none.
  bool undecided() const { return !delay_ && clear_frames_ < kClearFrames; }
  // Forgets the sound, not the delay: there was a gap.
  void Restart();

 private:
  static constexpr size_t kBands = 20;
  static constexpr size_t kJudgeFrames = 16;   // compared when the delay is known
  static constexpr size_t kQuickFrames = 18;   // while it is looked for: a hasty look
  static constexpr size_t kSearchFrames = 40;  // and a careful one
  static constexpr size_t kKeptFrames = kMaxDelayFrames + kSearchFrames + 1;
  static constexpr size_t kClearFrames = 62;  // about 1 s

  using Levels = std::array<float, kBands>;
  struct Side {
    Levels floor{};  // the room's own noise
    Levels mean{};
    std::array<Levels, kKeptFrames> changes{};  // a ring
    std::array<std::array<bool, kBands>, kKeptFrames> clear{};  // above the noise
    std::array<bool, kKeptFrames> loud{};
  };

  void AddLevels(Side& side, const Levels& levels);
  // Correlation of the last `frames` heard with those played `delay` frames earlier. [-1, 1]
  float Likeness(size_t delay, size_t frames) const;
  bool PlayedLoud(size_t first_delay, size_t frames) const;
  void Search();
  void Doubt();
  struct Match {
    size_t delay = 0;
    float likeness = -1;
  };
  Match Best(size_t frames) const;

  Fft fft_;
  std::vector<float> window_;
  std::array<size_t, kBands + 1> edges_;  // FFT bins
  std::vector<std::complex<float>> sound_;  // played + i heard, twice a frame long
  std::vector<std::complex<float>> windowed_, spectrum_;
  Side played_, heard_;
  size_t count_ = 0;  // frames since the start; the newest is (count_ - 1) % kKeptFrames
  std::optional<size_t> delay_;
  size_t candidate_ = 0;
  int candidate_frames_ = 0;
  size_t clear_frames_ = 0;
  int unlike_frames_ = 0;
  bool is_echo_ = false;
};

}  // namespace vivavoce::audio
