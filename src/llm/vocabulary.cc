#include "llm/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>

namespace vivavoce::llm {
namespace {

// Added tokens are of type "user defined" both when they are plain words and when they are markers
// such as <|fim_prefix|> or <tool_call>; the brackets tell them apart.
bool LooksLikeMarker(std::string_view text) {
  return text.size() > 2 && text.front() == '<' && text.back() == '>';
}

}  // namespace

Vocabulary::Vocabulary(const llama_model& model) : vocab_(llama_model_get_vocab(&model)) {
  for (llama_token token = 0; token < size(); ++token) {
    const llama_token_attr attributes = llama_vocab_get_attr(vocab_, token);
    const std::string_view text = llama_vocab_get_text(vocab_, token);
    const bool user_defined = attributes & LLAMA_TOKEN_ATTR_USER_DEFINED;
    const bool marker = (attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN |
                                       LLAMA_TOKEN_ATTR_UNUSED)) ||
                        (user_defined && LooksLikeMarker(text));
    if (!marker) continue;
    if (!EndsReply(token)) reserved_.push_back(token);
    if (user_defined) literal_markers_.emplace_back(text);
  }
}

Result<Tokens> Vocabulary::Tokenize(std::string_view text, bool markup) const {
  Tokens tokens(text.size() + 8);
  try {
    const auto tokenize = [&] {
      return llama_tokenize(vocab_, text.data(), static_cast<int32_t>(text.size()), tokens.data(),
                            static_cast<int32_t>(tokens.size()), false, markup);
    };
    int32_t count = tokenize();
    if (count < 0 && count != INT32_MIN) {
      tokens.resize(static_cast<size_t>(-count));
      count = tokenize();
    }
    if (count < 0) return Fail(Error::InvalidArgument("the text is too long to tokenise"));
    tokens.resize(static_cast<size_t>(count));
    return tokens;
  } catch (const std::exception& e) {
    return Fail(Error::InvalidArgument(fmt::format("the text cannot be tokenised: {}", e.what())));
  }
}

Result<Tokens> Vocabulary::Tokenize(std::string_view text) const {
  // Cut inside the first literal marker, so that neither half is one.
  size_t cut = std::string_view::npos;
  for (const std::string& marker : literal_markers_) cut = std::min(cut, text.find(marker));
  if (cut == std::string_view::npos) return Tokenize(text, false);
  Result<Tokens> head = Tokenize(text.substr(0, cut + 1), false);
  if (!head) return head;
  const Result<Tokens> tail = Tokenize(text.substr(cut + 1));
  if (!tail) return tail;
  head->insert(head->end(), tail->begin(), tail->end());
  return head;
}

Result<Tokens> Vocabulary::TokenizeMarkup(std::string_view text) const {
  return Tokenize(text, true);
}

std::optional<llama_token> Vocabulary::Marker(std::string_view text) const {
  const Result<Tokens> tokens = TokenizeMarkup(text);
  if (!tokens || tokens->size() != 1) return std::nullopt;
  return tokens->front();
}

std::string Vocabulary::Piece(llama_token token) const {
  std::string piece(64, '\0');
  const auto write = [&] {
    return llama_token_to_piece(vocab_, token, piece.data(), static_cast<int32_t>(piece.size()), 0,
                                false);
  };
  int32_t length = write();
  if (length < 0) {
    piece.resize(static_cast<size_t>(-length));
    length = write();
  }
  piece.resize(static_cast<size_t>(std::max(length, 0)));
  return piece;
}

std::optional<llama_token> Vocabulary::Bos() const {
  if (!llama_vocab_get_add_bos(vocab_)) return std::nullopt;
  const llama_token bos = llama_vocab_bos(vocab_);
  if (bos == LLAMA_TOKEN_NULL) return std::nullopt;
  return bos;
}

}  // namespace vivavoce::llm
