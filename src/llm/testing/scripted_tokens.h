// The scripted language model's idea of a token: a word with the space before it, or one character
// of anything else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::llm {

// Concatenated, the tokens are the text.
std::vector<std::string> SplitScriptedTokens(std::string_view text);

}  // namespace vivavoce::llm
