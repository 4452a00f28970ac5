// Makes sounds that are no words as loud beside the words as they are meant to be. How loud the
// model makes a breath or a vowel out of a word differs by 20 dB from voice to voice, and its energy
// input moves that little. Thread safety: pure function, deterministic.
#pragma once

#include <cstdint>
#include <span>

#include "speaking/prosody_plan.h"

namespace vivavoce::speaking {

// `frames`, `targets`: one for each token, kSamplesPerFrame samples a frame. A token that is part
// of a sound (target.frames > 0) and has a level (target.energy_db < 0) is brought to that level
// against the words beside it, by at most 24 dB up or down and without steps; neighbours of one level
// are brought there together. Without words nothing changes.
void LevelEvents(std::span<float> samples, std::span<const int64_t> frames,
                 std::span<const PhonemeTarget> targets);

}  // namespace vivavoce::speaking
