// What the sound of an utterance alone says about the speaker's mood: the cues that studies of
// vocal expression agree on, and how well they fit five basic moods. Sources  P. Juslin and P.
// Laukka, Communication of emotions in vocal expression and music performance,
//          Psychological Bulletin 129 (2003), tables 7 and 11; R. Banse and K. Scherer, Acoustic
//          profiles in vocal emotion expression, JPSP 70 (1996); K. Scherer, Speech Communication
//          40 (2003). Their directions are used, rounded to half spreads; nothing is fitted.
// Threads  pure functions.
#pragma once

#include <array>
#include <optional>

#include "hearing/perception.h"

namespace vivavoce::hearing {

// In spreads between utterances of all moods, 0 is calm speech, within [-2.5, 2.5]. Of a speaker
// whose usual way is known against that, of a stranger against people in general: there loudness
// says nothing and pitch and brightness little, since they depend on the body and the microphone.
struct EmotionCues {
  std::optional<double> pitch;
  std::optional<double> range;
  std::optional<double> level;
  std::optional<double> brightness;
  std::optional<double> clearness;
  std::optional<double> rate;
};

// Uses measures, deviation and, where it was judged, speaker. Empty for a whisper and for too
// little voice.
EmotionCues FindEmotionCues(const Perception& heard);

double Arousal(const EmotionCues& cues);  // [-1, 1]

// Probabilities of neutral, happy, sad, angry and anxious; the others are 0. All 0 without cues.
using EmotionOdds = std::array<double, kNumEmotionCategories>;
EmotionOdds FitEmotions(const EmotionCues& cues);

}  // namespace vivavoce::hearing
