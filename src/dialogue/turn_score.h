// When is a silence the end of a turn? The acoustic model's probability, corrected by what was
// said, turned into the silence to wait for. Threads: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "dialogue/session_config.h"

namespace vivavoce::dialogue {

struct TurnScore {
  float probability = 0.5f;    // that the turn is complete
  bool asks_for_time = false;  // "let me think": whatever the model says
  bool bare_wh = false;
  bool unfinished = false;  // by its words
  bool whole = false;       // by its words a sentence with an end
  int least_ms = 0;         // of silence, where the language model or the sound doubts that they are whole
  bool sure = false;        // the language model says that its words are whole: once it is due, it is over
};

// `acoustic` nullopt: no model; `text` "": not known (yet). `read_as_whole`: the probability by the
// language model that the text is whole; nullopt: not read (yet). `first_acoustic`: the probability at
// the beginning of the silence, before the silence itself spoke for an end.
TurnScore ScoreTurnEnd(std::optional<float> acoustic, std::string_view text,
                       std::optional<float> read_as_whole = {},
                       std::optional<float> first_acoustic = {});

// Silence in ms after which the turn is over. `patience` >= 1 stretches semantic decisions.
int DecisionDelayMs(const TurnDetection& detection, const TurnScore& score, float patience);

}  // namespace vivavoce::dialogue
