// Laughs, sighs and the like as phonemes that the voice can say, with the durations, F0 and energy
// that make them so. Measured on af_heart and zf_xiaoyi: see docs/speaking.md for what is
// convincing and what is not. Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "base/language.h"
#include "speaking/prosody_plan.h"

namespace vivavoce::speaking {

struct EventRecipe {
  std::u32string phonemes;
  std::vector<PhonemeTarget> targets;  // one for each phoneme
};

// `manner`: of the sound itself; its energy, pitch and rate are obeyed. `amount`: 0.3 to 1.3, how
// much of it (bursts of a laugh, length of a sigh).
EventRecipe RecipeOf(text::VocalEvent event, Language language, const text::Manner& manner,
                     float amount);

}  // namespace vivavoce::speaking
