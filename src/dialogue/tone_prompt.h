// How a user's tone reaches the language model: in brackets behind the words of its message, so that
// what was read ahead of the words stays good. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/language.h"
#include "dialogue/reply.h"

namespace vivavoce::dialogue {

// One sentence for the system prompt: what the brackets are.
std::string_view ToneInstructions(Language language);

// "I'm fine. (sighs)", "我没事。（叹了口气）"; the text alone when there is no tone.
std::string WithTone(const HistoryMessage& message);

}  // namespace vivavoce::dialogue
