// Takes what a loudspeaker plays out of what a microphone hears, for clients that do not do it
// themselves, and says which frames are nothing but that echo.
// Method     EchoDetector finds the delay; speexdsp's adaptive filter (multi-delay block filter with
//            the learning rate of Valin, IEEE Trans. ASLP 15(3), 2007) does the rest over 128 ms.
//            Before an echo is found, and when nothing plays, sound passes unchanged.
// Sound      16 kHz, mono, [-1, 1].
//            A frame never comes out louder than it went in.
// Alignment  output sample k is input sample k; up to 255 samples are held until their frame is
//            whole.
// Threads    one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "audio/echo_detector.h"

struct SpeexEchoState_;

namespace vivavoce::audio {

class EchoCanceller {
 public:
  static constexpr int kRateHz = 16000;
  static constexpr size_t kLongestWait = 2 * kRateHz;  // samples

  // Sent to the loudspeaker now: plays behind what was sent before, at the pace of Process. What
  // waits longer than kLongestWait was played while nothing was heard, and is forgotten.
  void Play(std::span<const float> samples);
  // The loudspeaker drops what it has not played.
  void StopPlaying() { to_play_.clear(); }

  void Process(std::span<const float> input, std::vector<float>& output);  // appends
  void Flush(std::vector<float>& output);  // appends what is held, as it is

  // The last whole frame: echo and nothing else.
  bool is_echo() const { return plays() && detector_.is_echo(); }
  // Something plays, and it is not known yet whether it is heard.
  bool undecided() const { return plays() && detector_.undecided(); }

 private:
  struct Destroy {
    void operator()(SpeexEchoState_* state) const;
  };

  bool plays() const { return silent_frames_ < kHeardFrames; }
  void ProcessFrame(std::span<const float> heard, std::vector<float>& output);
  void Aim();
  void Cancel(std::span<const float> heard, std::vector<float>& output);

  // After its last sound a loudspeaker can be heard for the longest delay and the length of a room.
  static constexpr size_t kHeardFrames = EchoDetector::kMaxDelayFrames + 30;

  std::deque<float> to_play_;
  std::vector<float> waiting_;               // less than one frame
  std::deque<std::vector<float>> played_;    // the newest frames, oldest first
  size_t silent_frames_ = kHeardFrames;      // since something was played
  EchoDetector detector_;
  std::unique_ptr<SpeexEchoState_, Destroy> filter_;
  size_t aimed_at_ = 0;  // frames that the filter's reference is delayed
  std::vector<int16_t> heard_, reference_, cleaned_;
};

}  // namespace vivavoce::audio
