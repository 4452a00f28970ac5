// What a stage direction asks of the voice: （压低声音）, (laughs softly), [pause 300ms], and a scene
// "深夜，压低声音安慰她". One vocabulary for both languages (direction_words.h).
// Thread safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "text/manner.h"
#include "text/vocal_event.h"

namespace vivavoce::text {

struct Direction {
  Manner manner;                   // of what follows
  std::vector<VocalEvent> events;  // in the order they are written
  Manner event_manner;             // of the events themselves: (sighs *softly*)
  int pause_ms = 0;                // [0, kLongestPauseMs]
  // Whether the words leave no doubt that a bracket with them is a direction and no content:
  // "laughs softly", not "slow".
  bool unmistakable = false;
  // Share of the characters that the vocabulary knows, [0, 1]. 0: nothing was understood.
  float understood = 0;
};

inline constexpr int kLongestPauseMs = 10000;

// `phrase`: the text between the brackets, or a whole scene; any bytes.
Direction ReadDirection(std::string_view phrase);

// The same for a global instruction or a scene, where the place and the hour count too ("late at
// night", "在舞台上"). Events in it are habits of the scene and not played.
Manner ReadScene(std::string_view scene);

}  // namespace vivavoce::text
