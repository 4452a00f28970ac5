// Picks the next token from logits: bans, repetition penalty, then top-k, top-p, min-p, temperature
// and a seeded draw; at temperature 0 the most likely token (the lowest id among equals).
//
// The penalty (Keskar et al. 2019, CTRL, section 4.1) looks at the last 128 tokens that the
// *assistant* said, this reply and earlier ones, and leaves the user's words free to be taken up.
// Tokens without a letter or digit (punctuation, spaces) and those that end the reply are never
// penalised: without them sentences would run on. Thread safety: one thread. The vocabulary must
// outlive it.
#pragma once

#include <deque>
#include <vector>

#include "llm/language_model.h"
#include "llm/llama_handles.h"
#include "llm/vocabulary.h"

namespace vivavoce::llm {

class TokenSampler {
 public:
  static constexpr size_t kPenaltyWindow = 128;  // tokens

  // REQUIRES: Validate(params). `spoken`: earlier assistant tokens, oldest first.
  TokenSampler(const SamplingParams& params, const Vocabulary& vocabulary, const Tokens& spoken);

  // `logits`: vocabulary.size() values. The picked token counts as said.
  llama_token Pick(const float* logits);

 private:
  void Remember(llama_token token);
  void Fill(const float* logits);  // the candidates, with penalties and bans
  llama_token Draw();
  bool CompletesBannedText(llama_token token) const;

  const Vocabulary& vocabulary_;
  const float repeat_penalty_;
  static constexpr int kMostRedraws = 16;   // then the text is let through
  static constexpr size_t kTailBytes = 96;  // longer than any banned text

  Tokens banned_;
  Tokens refused_;  // for the token being picked
  std::vector<std::string> banned_texts_;  // in lower case
  std::string tail_;                       // of this reply, in lower case, as long as the longest
  std::deque<llama_token> window_;  // only tokens that may be penalised
  std::vector<llama_token_data> candidates_;
  LlamaSamplerPtr chain_;  // null when greedy
};

}  // namespace vivavoce::llm
