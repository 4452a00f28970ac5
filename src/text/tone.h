// The tones a direction or a scene can ask for, and the manner each one is. Sources of the
// directions (up or down) are Scherer, "Vocal communication of emotion" (2003), table 2, and
// Juslin and Laukka, "Communication of emotions in vocal expression and music performance" (2003),
// table 7; the amounts were set so that each is clearly heard and still understood.
// Thread safety: pure functions.
#pragma once

#include "text/manner.h"

namespace vivavoce::text {

enum class Tone {
  kNone,  // understood, changes nothing one can hear: a nod
  kWhisper,
  kSoft,
  kLoud,
  kShout,
  kSlow,
  kFast,
  kHigh,
  kLow,
  kRising,
  kFalling,
  kTrailing,
  kSpeedingUp,
  kSlowingDown,
  kGettingLouder,
  kHesitant,
  kTrembling,
  kSmiling,
  kHappy,
  kExcited,
  kSad,
  kTender,
  kAngry,
  kAfraid,
  kShy,
  kCold,
  kSarcastic,
  kTired,
  kSerious,
  kPlayful,
  kTearful,
  kSurprised,
  kCalm,
  kMysterious,
  kProud,
  kBreathless,
  kFlat,
  kNight,    // late, close, others asleep
  kStage,    // before many people
  kNoise,    // through noise or over a distance
  kStory,    // told to somebody who listens
  kSolemn,   // a ceremony, a loss
};

Manner MannerOf(Tone tone);

}  // namespace vivavoce::text
