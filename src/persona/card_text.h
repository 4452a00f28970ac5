// Texts of cards, written for a screen, as something that can be spoken or told to a small model.
// Any bytes in, valid UTF-8 out. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vivavoce::persona {

// Without zero and control characters but line breaks, blank lines folded.
std::string PlainCardText(std::string_view text);
// Without *actions*, mark-up and emoji too, on one line.
std::string SpokenCardText(std::string_view text);
// As many whole sentences as fit, the first in any case; estimated tokens.
std::string FirstSentences(std::string_view text, int max_tokens);
// At most so many bytes, cut between characters.
std::string FirstBytes(std::string_view text, size_t max_bytes);

// 1 to 64 of a-z, 0-9 and _: what Latin letters and digits a name has, or "card_" and a number made
// of it.
std::string PersonaIdFrom(std::string_view name);

// Pairs of what the user says and what the character answers, from "{{user}}: ..." and
// "{{char}}: ..." lines between <START> marks.
std::vector<std::pair<std::string, std::string>> SplitCardExamples(std::string_view text,
                                                                   std::string_view name);

}  // namespace vivavoce::persona
