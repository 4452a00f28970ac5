// How many syllables: in written words, and in sound.
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "hearing/pitch_path.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

// A Chinese character is one; of an English word its groups of vowel letters are counted, less a
// silent final e; a digit is one syllable and a little.
double CountSyllables(std::string_view text);

// Peaks of intensity in voiced sound with a dip of 2 dB before them.
// Method  N. de Jong and T. Wempe, Praat script to detect syllable nuclei and measure speech rate
//         automatically, Behavior Research Methods 41 (2009). It misses unstressed syllables; the
//         error is in docs/hearing.md.
double HearSyllables(std::span<const VoiceFrame> frames, std::span<const PitchPoint> pitch);

}  // namespace vivavoce::hearing
