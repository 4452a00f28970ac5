// What a text asks of the voice when nothing is marked: questions, exclamations, sentences that
// trail off, stressed words, sarcasm, laughter in letters, comfort and joy. Weak beside a written
// direction. Thread safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "base/language.h"
#include "text/speech_markup.h"

namespace vivavoce::speaking {

// Cues of `text` (a clause as SynthesisRequest has it), each scaled by `expressiveness`.
std::vector<text::SpeechCue> ContextCues(std::string_view text, Language language,
                                         float expressiveness);

}  // namespace vivavoce::speaking
