// The chat messages that a language model reads for a reply: the persona or the client's
// instructions, its example exchanges, and the history as it was heard, cut from the old end to fit
// the context. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/reply.h"
#include "llm/language_model.h"
#include "persona/lore_shelf.h"
#include "persona/persona.h"
#include "persona/reply_guard.h"

namespace vivavoce::dialogue {

// `count_tokens` may be an estimate. At least the last user message is kept, whatever it costs.
// `lore` stands behind it: what comes before stays as it was, and so does the cache of it.
std::vector<llm::ChatMessage> ChatPrompt(const ReplyRequest& request,
                                         const persona::Persona& persona, int max_prompt_tokens,
                                         const std::function<int(std::string_view)>& count_tokens,
                                         std::string_view lore = {});

// What the persona's lorebook says to the last turns; "" when a client's instructions take its
// place.
std::string LoreFor(const persona::LoreShelf& shelf, const ReplyRequest& request,
                    const persona::Persona& persona);

// What keeps the persona of this request in its character.
persona::ReplyGuard GuardFor(const ReplyRequest& request, const persona::Persona& persona);

}  // namespace vivavoce::dialogue
