// How a reply is cut into the clauses that are spoken. Thread safety: a constant.
#pragma once

#include "text/clause_splitter.h"

namespace vivavoce::dialogue {

// The second clause must be there before the first is over: two cores need that long for a short one
// (`vivavoce bench latency`, underruns).
inline constexpr text::ClauseSplitterConfig kReplyClauses{.first_min_ms = 700,
                                                          .second_min_ms = 900};

}  // namespace vivavoce::dialogue
