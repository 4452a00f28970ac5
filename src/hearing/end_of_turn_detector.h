// Seam: from the audio of the running user turn, how likely is it that the speaker has finished?
// It only scores; dialogue/ decides, since only dialogue/ knows who speaks.
// Input    mono float32 in [-1, 1], 16 kHz: the turn so far with its real trailing silence. At most
// the
//          last 8 s are used; shorter turns are fine, below about 1 s of voice the score is noise.
// Output   probability in [0, 1] that the turn is complete.
// Errors   kInvalidArgument names the field ("samples[3]: not finite"); kInternal from the model.
// Threads  Score() may be called from one thread at a time. Never on a llama.cpp thread.
#pragma once

#include <span>

#include "base/error.h"

namespace vivavoce::hearing {

class EndOfTurnDetector {
 public:
  virtual ~EndOfTurnDetector() = default;
  virtual Result<float> Score(std::span<const float> samples) = 0;
};

}  // namespace vivavoce::hearing
