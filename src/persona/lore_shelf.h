// What the lorebooks of imported cards add to a conversation: the entries that its last turns call
// up, as one text for the language model. Books are read once and kept.
// Threads: any.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/language.h"
#include "persona/lorebook_matcher.h"
#include "persona/persona.h"

namespace vivavoce::persona {

class LoreShelf {
 public:
  // A small CPU reads a token in 20 ms, and these are read anew at every turn.
  static constexpr int kMostTokens = 120;

  // "" when the persona has no book, or nothing was called up. `query.token_budget` is lowered to
  // kMostTokens and to the book's own.
  std::string Recall(const Persona& persona, Language language, LoreQuery query) const;

 private:
  struct Book {
    size_t hash = 0;
    size_t bytes = 0;
    std::shared_ptr<const LorebookMatcher> matcher;  // nullptr: the card has none
  };
  std::shared_ptr<const LorebookMatcher> BookOf(const Persona& persona) const;

  mutable std::mutex mutex_;
  mutable std::deque<Book> books_;  // newest first
};

}  // namespace vivavoce::persona
