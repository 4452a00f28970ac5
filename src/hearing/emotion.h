// A guess at the speaker's mood from the sound of an utterance (emotion_cues.h), its vocal events,
// and a few plain words. The category is shy: "unknown" unless signs agree; the leaning is the best
// guess. Arousal  a weighted sum of the cues of level, pitch, rate, brightness and range. Valence
// from words and events; the voice alone moves it little. Threads  pure functions.
#pragma once

#include <string_view>

#include "hearing/perception.h"

namespace vivavoce::hearing {

// Uses measures, deviation, quality and events of `heard`.
Emotion GuessEmotion(const Perception& heard, std::string_view words);

}  // namespace vivavoce::hearing
