#include "llm/testing/scripted_tokens.h"

#include <cctype>

#include "text/utf8.h"

namespace vivavoce::llm {

std::vector<std::string> SplitScriptedTokens(std::string_view text) {
  std::vector<std::string> tokens;
  bool word = false;
  for (size_t at = 0; at < text.size();) {
    const text::Utf8Char next = text::DecodeUtf8At(text, at);
    const std::string_view bytes = text.substr(at, next.size);
    const bool letter = next.code < 0x80 && std::isalnum(static_cast<int>(next.code));
    const bool joins = letter && !tokens.empty() && (word || tokens.back() == " ");
    if (joins) {
      tokens.back().append(bytes);
    } else {
      tokens.emplace_back(bytes);
    }
    word = letter;
    at += next.size;
  }
  return tokens;
}

}  // namespace vivavoce::llm
