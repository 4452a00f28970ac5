// Takes the voice out of speech: each 25 ms keeps its spectral envelope and its level, and noise
// takes the place of what excites it. The envelope is measured on the voiced sound, over windows and
// bands that fit its F0, so that no harmonics are left in it (after Morise 2015, "CheapTrick", Speech
// Communication 67). The generator alone, with an F0 of 0, loses the vowels and leaves a trace of
// voice behind. Thread safety: pure function, deterministic.
#pragma once

#include <span>

namespace vivavoce::speaking {

// `f0` (Hz, 0 or little: unvoiced) and `share` (how much of it is whispered, [0, 1]; interpolated):
// one value for each 12.5 ms of `samples` (24 kHz), as many of one as of the other.
// Stretches with a share of 0 are not changed.
void Whisper(std::span<float> samples, std::span<const float> f0, std::span<const float> share);

}  // namespace vivavoce::speaking
