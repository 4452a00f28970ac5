// A guess at the speaker's mood from the sound of an utterance against the speaker's usual one, its
// vocal events, and a few plain words. Deliberately shy: without marked signs it is "unknown" (usual not
// known yet) or "neutral".
// Arousal  a weighted sum of the deviations of level, pitch, rate, brightness and range, as studies of
//          vocal emotion agree on (K. Scherer, Speech Communication 40, 2003).
// Valence  from words and events only: a voice alone hardly tells it.
// Threads  pure functions.
#pragma once

#include <string_view>

#include "hearing/perception.h"

namespace vivavoce::hearing {

// Uses measures, deviation, quality and events of `heard`.
Emotion GuessEmotion(const Perception& heard, std::string_view words);

}  // namespace vivavoce::hearing
