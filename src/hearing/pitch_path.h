// The pitch of a stretch of speech: the path through the frames' candidates that costs least.
// Method   Boersma (1993), section 3, with Praat's default costs: a voiced frame earns the strength of
//          its candidate, an unvoiced one the voicing threshold; octave jumps and changes between
//          voiced and unvoiced cost. That is what protects against octave errors of single frames.
// Threads  pure function.
#pragma once

#include <span>
#include <vector>

#include "hearing/pitch_candidates.h"

namespace vivavoce::hearing {

struct PitchPathConfig {
  float silence_threshold = 0.03f;  // of the loudest frame's peak: quieter frames are unvoiced
  float voicing_threshold = 0.45f;
  float octave_cost = 0.01f;            // an octave, favours higher pitch
  float octave_jump_cost = 0.35f;       // an octave, between neighbours 10 ms apart
  float voiced_unvoiced_cost = 0.14f;   // a change, 10 ms apart
};

struct PitchPoint {
  float f0_hz = 0;     // 0: unvoiced
  float strength = 0;  // of the chosen candidate; 0 when unvoiced
};

// One point a frame. Frames are 10 ms apart.
std::vector<PitchPoint> FindPitchPath(std::span<const PitchFrame> frames,
                                      const PitchPathConfig& config = {});

}  // namespace vivavoce::hearing
