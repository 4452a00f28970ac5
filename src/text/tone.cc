#include "text/tone.h"

namespace vivavoce::text {

Manner MannerOf(Tone tone) {
  switch (tone) {
    case Tone::kNone:
      return {};
    case Tone::kWhisper:
      return {.rate = 0.92f, .range = 0.8f, .energy_db = -7, .whisper = 1};
    case Tone::kSoft:
      return {.rate = 0.94f, .pitch_st = -0.8f, .range = 0.85f, .energy_db = -5};
    case Tone::kLoud:
      return {.pitch_st = 1.5f, .range = 1.1f, .energy_db = 4};
    case Tone::kShout:
      return {.rate = 0.95f, .pitch_st = 4, .range = 1.15f, .energy_db = 7};
    case Tone::kSlow:
      return {.rate = 0.78f, .pause = 1.3f};
    case Tone::kFast:
      return {.rate = 1.28f, .pause = 0.75f};
    case Tone::kHigh:
      return {.pitch_st = 3};
    case Tone::kLow:
      return {.pitch_st = -2.5f};
    case Tone::kRising:
      return {.pitch_drift_st = 5};
    case Tone::kFalling:
      return {.pitch_drift_st = -4};
    case Tone::kTrailing:
      return {.pitch_drift_st = -2, .energy_drift_db = -8, .rate_drift = 0.72f};
    case Tone::kSpeedingUp:
      return {.rate_drift = 1.5f};
    case Tone::kSlowingDown:
      return {.rate_drift = 0.67f};
    case Tone::kGettingLouder:
      return {.pitch_drift_st = 2, .energy_drift_db = 7};
    case Tone::kHesitant:
      return {.rate = 0.88f, .range = 0.85f, .energy_db = -1.5f, .pause = 1.5f, .hesitation = 1};
    case Tone::kTrembling:
      return {.rate = 0.95f, .pitch_st = 0.5f, .energy_db = -2, .tremble = 1};
    case Tone::kSmiling:
      return {.rate = 1.02f, .pitch_st = 1.2f, .range = 1.15f, .energy_db = 0.5f};
    case Tone::kHappy:
      return {.rate = 1.05f, .pitch_st = 1.8f, .range = 1.25f, .energy_db = 1.5f};
    case Tone::kExcited:
      return {.rate = 1.14f, .pitch_st = 3, .range = 1.35f, .energy_db = 3, .pause = 0.8f};
    case Tone::kSad:
      return {.rate = 0.84f, .pitch_st = -2.2f, .range = 0.7f, .energy_db = -4, .pause = 1.35f};
    case Tone::kTender:
      return {.rate = 0.88f, .pitch_st = -1.3f, .range = 0.85f, .energy_db = -3.5f, .pause = 1.2f};
    case Tone::kAngry:
      return {.rate = 1.08f, .pitch_st = 1.3f, .range = 1.3f, .energy_db = 4.5f, .pause = 0.8f};
    case Tone::kAfraid:
      return {.rate = 1.1f, .pitch_st = 2.5f, .range = 0.9f, .energy_db = -1, .tremble = 0.6f};
    case Tone::kShy:
      return {.rate = 0.92f, .pitch_st = 0.8f, .range = 0.85f, .energy_db = -4, .hesitation = 0.5f};
    case Tone::kCold:
      return {.rate = 0.96f, .pitch_st = -1.5f, .range = 0.6f, .energy_db = -1};
    case Tone::kSarcastic:
      return {.rate = 0.86f, .pitch_st = -0.5f, .range = 1.5f, .pitch_drift_st = -2};
    case Tone::kTired:
      return {.rate = 0.84f, .pitch_st = -1.5f, .range = 0.7f, .energy_db = -3.5f, .pause = 1.3f,
              .energy_drift_db = -2};
    case Tone::kSerious:
      return {.rate = 0.94f, .pitch_st = -1.2f, .range = 0.85f, .energy_db = 1};
    case Tone::kPlayful:
      return {.rate = 1.04f, .pitch_st = 1.5f, .range = 1.35f, .energy_db = 0.5f};
    case Tone::kTearful:
      return {.rate = 0.87f, .pitch_st = 0.8f, .range = 0.85f, .energy_db = -3, .tremble = 0.9f,
              .pause = 1.4f, .hesitation = 0.4f};
    case Tone::kSurprised:
      return {.rate = 1.03f, .pitch_st = 2.8f, .range = 1.4f, .energy_db = 2.5f};
    case Tone::kCalm:
      return {.rate = 0.92f, .pitch_st = -0.8f, .range = 0.8f, .energy_db = -1.5f, .pause = 1.15f};
    case Tone::kMysterious:
      return {.rate = 0.85f, .pitch_st = -2, .range = 0.9f, .energy_db = -4, .pause = 1.4f};
    case Tone::kProud:
      return {.rate = 0.95f, .pitch_st = 0.8f, .range = 1.15f, .energy_db = 2};
    case Tone::kBreathless:
      return {.rate = 1.1f, .pitch_st = 1, .energy_db = -1.5f, .pause = 1.2f, .hesitation = 0.3f};
    case Tone::kFlat:
      return {.range = 0.35f};
    case Tone::kNight:
      return {.rate = 0.93f, .pitch_st = -0.8f, .range = 0.9f, .energy_db = -3, .pause = 1.15f};
    case Tone::kStage:
      return {.rate = 0.97f, .pitch_st = 1, .range = 1.2f, .energy_db = 2.5f};
    case Tone::kNoise:
      return {.rate = 0.95f, .pitch_st = 1.5f, .energy_db = 3.5f};
    case Tone::kStory:
      return {.rate = 0.93f, .range = 1.15f, .pause = 1.25f};
    case Tone::kSolemn:
      return {.rate = 0.86f, .pitch_st = -1.5f, .range = 0.75f, .energy_db = -1.5f, .pause = 1.4f};
  }
  return {};
}

}  // namespace vivavoce::text
