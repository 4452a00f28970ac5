// A model's tokens. Text given to Tokenize is only ever text: "<|im_end|>" written by a user
// becomes letters, not the marker that ends a message. Thread safety: const methods from any
// thread. The model must outlive it.
#pragma once

#include <llama.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vivavoce::llm {

using Tokens = std::vector<llama_token>;

class Vocabulary {
 public:
  explicit Vocabulary(const llama_model& model);

  Result<Tokens> Tokenize(std::string_view text) const;
  // Text of a chat template, in which markers are meant as such.
  Result<Tokens> TokenizeMarkup(std::string_view text) const;
  // The token that is exactly this marker, if the model has it.
  std::optional<llama_token> Marker(std::string_view text) const;
  std::string Piece(llama_token token) const;  // bytes, maybe part of a character; "" for markers
  bool EndsReply(llama_token token) const { return llama_vocab_is_eog(vocab_, token); }
  // Every marker that does not end a reply. They must never be sampled.
  const Tokens& Reserved() const { return reserved_; }
  std::optional<llama_token> Bos() const;  // when prompts begin with one
  int size() const { return llama_vocab_n_tokens(vocab_); }

 private:
  Result<Tokens> Tokenize(std::string_view text, bool markup) const;

  const llama_vocab* vocab_;
  Tokens reserved_;
  std::vector<std::string> literal_markers_;  // markers llama_tokenize finds even in plain text
};

}  // namespace vivavoce::llm
