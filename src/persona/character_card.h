// A character card as its JSON: V1 (flat), V2 ("chara_card_v2") and V3 ("chara_card_v3"). What is
// read is listed here; everything else stays in `json`, which is the card to the byte. Plain
// values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "persona/lorebook.h"

namespace vivavoce::persona {

enum class CardSpec { kV1, kV2, kV3 };

struct CharacterCard {
  CardSpec spec = CardSpec::kV2;
  std::string name;
  std::string nickname;  // V3: in place of the name for {{char}}
  std::string description;
  std::string personality;
  std::string scenario;
  std::string first_message;
  std::string example_messages;
  std::string system_prompt;
  std::string post_history_instructions;
  std::string creator_notes;
  std::string creator;
  std::string character_version;
  std::vector<std::string> alternate_greetings;
  std::vector<std::string> tags;
  std::optional<Lorebook> lorebook;
  std::string json;  // as it was read
};

std::string_view ToString(CardSpec spec);  // "v1", "v2", "v3"
std::optional<CardSpec> CardSpecFrom(std::string_view name);

// Text of 256 KiB at most in any field; kCorrupt says what is wrong.
Result<CharacterCard> ParseCard(std::string_view json);

// The card's JSON in a spec: in its own, the very bytes that were read; in another, with everything
// that was in it, known or not. V1 has no place for most of it: the rest stays beside the six
// fields.
Result<std::string> CardJson(const CharacterCard& card, CardSpec spec);

// A new card of the texts above; `json` and `lorebook` of it are not looked at.
std::string ComposeCardJson(const CharacterCard& card);

}  // namespace vivavoce::persona
