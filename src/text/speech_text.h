// A written reply as it is to be read aloud: without mark-up, emoji, stage directions and
// addresses. Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace vivavoce::text {

// Takes any bytes, gives valid UTF-8. Removed: markdown marks (links and images keep their text),
// code fences' marks, bullets and heading signs, *smiles*, (laughs) and （笑） when they hold no
// more than a few words of the known stage vocabulary, web addresses, emoji and emoticons, control
// characters. White space is folded; a line break becomes a sentence end where the line has none.
std::string CleanForSpeech(std::string_view reply);

// Whether there is anything to say: an ideograph, a Latin letter or a digit.
bool HasSpeech(std::string_view text);

}  // namespace vivavoce::text
