// How many syllables: in written words, and in sound.
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "hearing/pitch_path.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {

// A Chinese character, a Korean block and a kana that is not small is one; of a Latin word the groups
// of vowel letters are counted, marks aside, less a silent final e where no letter has a mark (then
// it may be English); of a Cyrillic one its vowels; a digit is one syllable and a little. 0 when a
// letter is of another script: then only the sound can tell.
double CountSyllables(std::string_view text);

// Peaks of intensity in voiced sound with a dip of 2 dB before them.
// Method  N. de Jong and T. Wempe, Praat script to detect syllable nuclei and measure speech rate
//         automatically, Behavior Research Methods 41 (2009). It misses unstressed syllables; the
//         error is in docs/hearing.md.
double HearSyllables(std::span<const VoiceFrame> frames, std::span<const PitchPoint> pitch);

}  // namespace vivavoce::hearing
