// The bursts of a sound: peaks of its envelope with a dip on either side. Syllables of speech, the "ha"
// of a laugh, coughs.
// Threads  pure function.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

struct VoiceBurst {
  size_t begin = 0;  // frames [begin, end) around the peak, between its valleys and at most 15 dB
  size_t peak = 0;   // below it
  size_t end = 0;
  float level_db = 0;   // at the peak, smoothed over 30 ms
  float dip_db = 0;     // from the valley before up to the peak
};

// Peaks at most 20 dB below the loud parts, 4 dB or more above the valleys beside them.
std::vector<VoiceBurst> FindBursts(std::span<const VoiceFrame> frames);

}  // namespace vivavoce::hearing
