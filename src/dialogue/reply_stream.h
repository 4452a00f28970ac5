// What an engine has delivered of one reply, and what the listener knows of it at any sample.
// Threads: a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialogue/core_event.h"
#include "dialogue/reply.h"

namespace vivavoce::dialogue {

// A clause: text [.., text_end) of the reply, samples [.., sample_end).
struct SpokenClause {
  size_t text_end = 0;
  int64_t sample_end = 0;
  ReplyActing acting = {};
};

// The text of a reply aligned to its samples.
struct SpokenText {
  std::string text;
  std::vector<SpokenClause> clauses;
  std::vector<ReplyWord> words;
  // The opener it began with, said before the reply was known. The language model did not write it.
  size_t opener_bytes = 0;
  int64_t rest_samples = 0;  // of silence behind it, that the engine knows nothing of

  void Append(const ReplyClauseReady& clause);
  // Makes the last clause so much longer; what is still to come is so much later. REQUIRES: a clause.
  void Rest(int64_t samples);
  int64_t num_samples() const { return clauses.empty() ? 0 : clauses.back().sample_end; }
  // Bytes of `text` that were said when `samples` had been played: whole words, a word counts from
  // 60 % of it. Without alignment, words of the clause in proportion.
  size_t HeardBytes(int64_t samples) const;
  // The words said in (from, to], for comparing with what the microphone hears.
  std::string Between(int64_t from, int64_t to) const;
  // Has the clause being played at `sample` the form of a question?
  bool AsksAt(int64_t sample) const;
};

struct ReplyStream {
  JobId job = 0;  // 0: not asked for yet
  int64_t asked_m = 0;
  bool has_words = false;  // a clause beside an opener
  SpokenText spoken;
  std::vector<ReplyFunctionCall> calls;
  bool ended = false;
  ReplyEnd end = ReplyEnd::kComplete;
  Error error;
  TokenUsage usage;

  bool HasOutput() const { return !spoken.clauses.empty() || !calls.empty() || ended; }
  bool Running() const { return job != 0 && !ended; }
};

}  // namespace vivavoce::dialogue
