// Which entries of a lorebook the last turns of a conversation call up. Expressions are RE2's,
// whose time is linear in the text, so that no key of a stranger's card can hang a session;
// look-around and back references, which it does not know, make a key unusable. Threads: const
// methods from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "persona/lorebook.h"

namespace vivavoce::persona {

struct LoreQuery {
  std::vector<std::string> messages;  // oldest first; the newest 16 KiB of them are looked at
  int turn = 0;                       // replies so far
  uint64_t seed = 0;                  // for entries with a probability; the same seed, the same lot
  int scan_depth = -1;                // in place of the book's; -1: the book's
  int token_budget = -1;
};

struct ActivatedLore {
  size_t entry = 0;  // index into the book
  int tokens = 0;    // estimated
  bool by_recursion = false;

  friend bool operator==(const ActivatedLore&, const ActivatedLore&) = default;
};

class LorebookMatcher {
 public:
  explicit LorebookMatcher(Lorebook book);
  ~LorebookMatcher();
  LorebookMatcher(LorebookMatcher&&) noexcept;
  LorebookMatcher& operator=(LorebookMatcher&&) noexcept;

  const Lorebook& book() const { return book_; }
  // Keys that are no expressions of RE2, too large, or beyond the 200th.
  const std::vector<std::string>& unusable_keys() const { return unusable_; }

  // By insertion order. When the budget is short, entries that are not constant go first, then
  // those of low priority.
  std::vector<ActivatedLore> Activate(const LoreQuery& query) const;

 private:
  struct Key;
  struct Keys;

  std::vector<Key> Compile(const LoreEntry& entry, const std::vector<std::string>& keys);
  bool Matches(size_t entry, std::string_view text, std::string_view lower) const;
  bool Lot(size_t entry, const LoreQuery& query) const;

  Lorebook book_;
  std::vector<Keys> keys_;
  std::vector<std::string> unusable_;
  size_t expressions_ = 0;
};

}  // namespace vivavoce::persona
