// A whole text, with mark-up, clause by clause to sound: what `say` and the HTTP endpoint do.
// Thread safety: as the synthesizer.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "speaking/synthesizer.h"
#include "text/clause_splitter.h"
#include "text/speech_markup.h"
#include "text/word_segmenter.h"

namespace vivavoce::app {

// Speaks one clause; whoever must be asked for the cores first is asked in here.
using SpeakClause = std::function<Result<speaking::SynthesizedClause>(
    const speaking::SynthesisRequest& request)>;
// One clause that was spoken; false ends the reading with kCancelled.
using OnClause = std::function<bool(const speaking::SynthesisRequest& request,
                                    speaking::SynthesizedClause& clause)>;

// `manner`: everything of the request but text, cues and first_in_reply, which is true until
// something was heard. A clause that cannot be spoken (signs alone, other scripts) is left out.
// Directions that are not understood are logged at debug. Errors: the synthesizer's.
// `cut`: into which clauses.
Status ReadAloud(std::string_view text, speaking::SynthesisRequest manner,
                 const text::MarkupOptions& options,
                 const std::shared_ptr<const text::WordSegmenter>& segmenter,
                 const SpeakClause& speak, const OnClause& on_clause,
                 const text::ClauseSplitterConfig& cut = {});

}  // namespace vivavoce::app
