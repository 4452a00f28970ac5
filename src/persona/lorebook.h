// The world book of a character card: texts that are told to the model when their keys come up.
// After the lorebooks of Character Card V2 and V3 and the extensions that SillyTavern keeps in
// them. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "persona/json_guard.h"

namespace vivavoce::persona {

// What secondary keys must do beside a primary key.
enum class SelectiveLogic { kAndAny = 0, kNotAll = 1, kNotAny = 2, kAndAll = 3 };

enum class LorePosition { kBeforeCharacter, kAfterCharacter, kAtDepth };

struct LoreEntry {
  std::vector<std::string> keys;
  std::vector<std::string> secondary_keys;
  std::vector<std::string> excluding_keys;  // any of them keeps the entry out
  std::string content;                      // without decorators
  std::string name;
  bool enabled = true;
  bool constant = false;   // always told
  bool selective = false;  // secondary keys count
  SelectiveLogic logic = SelectiveLogic::kAndAny;
  bool case_sensitive = false;
  bool whole_words = false;
  bool use_regex = false;   // keys are expressions; /so/i is one in any case
  int insertion_order = 0;  // lower comes first
  int priority = 0;         // lower is dropped first when the budget is short
  int probability = 100;    // per cent
  LorePosition position = LorePosition::kBeforeCharacter;
  int depth = 0;                   // messages from the end, for kAtDepth
  std::optional<int> scan_depth;   // messages looked at, in place of the book's
  bool exclude_recursion = false;  // not activated by other entries
  bool prevent_recursion = false;  // activates no other entries
  int only_after = 0;              // turns that must have passed
  int only_every = 1;              // turns between
};

struct Lorebook {
  std::string name;
  int scan_depth = 4;
  int token_budget = 512;
  bool recursive = false;
  std::vector<LoreEntry> entries;
};

// `character_book` of a card, or a lorebook of its own. Refused: more than 5000 entries or 10,000
// keys. Members of a wrong type count as absent.
Result<Lorebook> ParseLorebook(const Json& json);

}  // namespace vivavoce::persona
