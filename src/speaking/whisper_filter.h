// Takes the voice out of speech: each 20 ms keeps its spectral envelope (linear prediction, Makhoul
// 1975) and its level, and noise takes the place of what excites it. The generator alone leaves a
// trace of voice behind when its F0 is 0. Thread safety: pure function, deterministic.
#pragma once

#include <span>
#include <vector>

namespace vivavoce::speaking {

// `share`: for each 12.5 ms of `samples` (24 kHz) how much of it is whispered, [0, 1]; interpolated.
// Stretches with 0 are not changed.
void Whisper(std::span<float> samples, std::span<const float> share);

}  // namespace vivavoce::speaking
