// Cases of eval turns from voices and noises. Every voice is put to speech level (sound_scene.h)
// into its own room; pauses hold the room of the clip that they cut. Deterministic.
#pragma once

#include <cstddef>
#include <vector>

#include "eval/duplex_case.h"
#include "eval/duplex_material.h"

namespace vivavoce::eval {

struct DuplexSelection {
  std::vector<DuplexKind> kinds;            // empty: all
  Language language = Language::kUnknown;   // kUnknown: both
  size_t limit = 0;                         // of a kind, language, condition and origin; 0: all

  // A synthesised phrase, of which there already are so many, would make a case.
  bool Needs(DuplexRole role, Language language, size_t made) const;
};

// kTurn         each turn clean, and in car noise at 20, 10, 5 and 0 dB below its voiced level.
// kPause        each gap held for 0.3, 0.5, 0.8 and 1.2 s; of a recording its two best gaps with
//               at least 1 s of voice before and 0.5 s behind them.
// kInterruption whole turns of recordings and the phrases for it; kStop also in car noise, 10 dB.
// kNoise        the noises given, coughs, knocks, and 3 s of steady noise 10 dB below speech.
// kSideTalk     voices 20 dB below speech level.
// kEcho         10, 20 and 30 dB below the level at which the agent is played, no voice besides.
std::vector<DuplexCase> BuildDuplexCases(const std::vector<DuplexMaterial>& material,
                                         const DuplexSelection& selection);

}  // namespace vivavoce::eval
