// The prosody of a text as a picture: F0 as the model would have spoken and as it was spoken,
// loudness, words, pauses and sounds over time. Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "speaking/synthesizer.h"

namespace vivavoce::speaking {

struct PictureClause {
  std::string text;          // of the request
  SynthesizedClause clause;  // with its trace
};

// For a terminal of `columns` (at least 40) columns; one panel a clause. Clauses without a trace
// show their words only.
std::string PlanAsText(std::span<const PictureClause> clauses, int columns);

// A whole SVG document, clauses one after the other.
std::string PlanAsSvg(std::span<const PictureClause> clauses);

}  // namespace vivavoce::speaking
