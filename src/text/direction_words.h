// The vocabulary of directions. Thread safety: constants.
#pragma once

#include <span>
#include <string_view>

#include "text/tone.h"
#include "text/vocal_event.h"

namespace vivavoce::text {

enum class WordUse {
  kTone,      // a tone that the words around must show to be a direction: "slow"
  kCertain,   // a tone that is a direction wherever it stands: "whispering"
  kEvent,     // a sound
  kPause,     // a silence
  kSpeaking,  // the tone goes with speech: "laughing", "带着笑"; tone and a sound before it
  kAction,    // done and not heard: "nods"
  kMore,      // makes the others stronger: "very"
  kLess,      // or weaker: "slightly"
  kNot,       // denies what follows
  kFiller,    // "in a ... voice"
  kScene,     // counts in a scene only
};

struct DirectionWord {
  std::string_view word;  // lower case; English ones may take an ending (-s, -ing, -ly ...)
  WordUse use = WordUse::kFiller;
  Tone tone = Tone::kNone;
  VocalEvent event = VocalEvent::kLaugh;  // of kEvent and kSpeaking
};

std::span<const DirectionWord> EnglishDirectionWords();
std::span<const DirectionWord> ChineseDirectionWords();

}  // namespace vivavoce::text
