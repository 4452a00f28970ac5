// How a text is to be spoken, as StepFun's speech endpoint has it: a direction for the whole
// ("speak slowly"), and directions in parentheses inside the text, （轻声）or (pause), that are
// obeyed and not spoken. The voice here knows four things: slower, faster, softer, louder, and
// pauses; other directions are left out of the speech and have no effect.
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::realtime {

struct Manner {
  float speed = 1;    // factor
  float gain_db = 0;  // applied to the samples
  int pause_ms = 0;   // of silence before
  friend bool operator==(const Manner&, const Manner&) = default;
};

// English and Chinese words for speed and loudness found in it; more than one may hold.
Manner MannerOf(std::string_view direction);

struct DirectedText {
  std::string text;
  Manner manner;
};

// The text between parentheses, half or full width, becomes directions; one holds until the end of
// its sentence (。！？.!? and line breaks). A parenthesis without its partner is text.
std::vector<DirectedText> SplitDirections(std::string_view text);

}  // namespace vivavoce::realtime
