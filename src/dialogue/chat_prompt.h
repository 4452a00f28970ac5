// The chat messages that a language model reads for a reply: the persona or the client's
// instructions, its example exchanges, and the history as it was heard, cut from the old end to fit
// the context. Pure.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "dialogue/reply.h"
#include "llm/language_model.h"
#include "persona/persona.h"
#include "persona/reply_guard.h"

namespace vivavoce::dialogue {

// `count_tokens` may be an estimate. At least the last user message is kept, whatever it costs.
std::vector<llm::ChatMessage> ChatPrompt(const ReplyRequest& request,
                                         const persona::Persona& persona, int max_prompt_tokens,
                                         const std::function<int(std::string_view)>& count_tokens);

// What keeps the persona of this request in its character.
persona::ReplyGuard GuardFor(const ReplyRequest& request, const persona::Persona& persona);

}  // namespace vivavoce::dialogue
