#include "persona/character_card.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "persona/json_guard.h"

namespace vivavoce::persona {
namespace {

constexpr size_t kMaxFieldBytes = 256 << 10;
constexpr std::array<std::string_view, 6> kV1Fields = {"name",     "description", "personality",
                                                       "scenario", "first_mes",   "mes_example"};

// The table that holds the fields: the root of V1, "data" of the others.
const Json* FieldsOf(const Json& root, CardSpec spec) {
  return spec == CardSpec::kV1 ? &root : ObjectOr(root, "data");
}

Result<CardSpec> SpecOf(const Json& root) {
  if (!root.is_object()) return Fail(Error::Corrupt("a character card is a JSON object"));
  const std::string spec = StringOr(root, "spec");
  if (spec == "chara_card_v3") return CardSpec::kV3;
  if (spec == "chara_card_v2") return CardSpec::kV2;
  if (!spec.empty()) {
    return Fail(Error::Corrupt(fmt::format("a card of spec \"{}\" is not known; chara_card_v2 and "
                                           "chara_card_v3 are, and cards without a spec",
                                           spec.substr(0, 40)),
                               "spec"));
  }
  return CardSpec::kV1;
}

// What a spec wants to be there.
void Complete(Json& data, std::initializer_list<std::string_view> texts,
              std::initializer_list<std::string_view> lists) {
  for (const std::string_view key : texts) {
    if (!data.contains(key)) data[std::string(key)] = "";
  }
  for (const std::string_view key : lists) {
    if (!data.contains(key)) data[std::string(key)] = Json::array();
  }
  if (!data.contains("extensions")) data["extensions"] = Json::object();
}

Json Wrap(Json data, CardSpec spec) {
  const bool v3 = spec == CardSpec::kV3;
  Complete(data,
           {"name", "description", "personality", "scenario", "first_mes", "mes_example",
            "creator_notes", "system_prompt", "post_history_instructions", "creator",
            "character_version"},
           {"alternate_greetings", "tags"});
  if (v3) Complete(data, {}, {"group_only_greetings"});
  return {{"spec", v3 ? "chara_card_v3" : "chara_card_v2"},
          {"spec_version", v3 ? "3.0" : "2.0"},
          {"data", std::move(data)}};
}

}  // namespace

std::string_view ToString(CardSpec spec) {
  constexpr std::array<std::string_view, 3> kNames = {"v1", "v2", "v3"};
  return kNames[static_cast<size_t>(spec)];
}

std::optional<CardSpec> CardSpecFrom(std::string_view name) {
  for (const CardSpec spec : {CardSpec::kV1, CardSpec::kV2, CardSpec::kV3}) {
    if (name == ToString(spec)) return spec;
  }
  return std::nullopt;
}

Result<CharacterCard> ParseCard(std::string_view text) {
  const auto root = ParseForeignJson(text);
  if (!root) return Fail(root.error());
  const auto spec = SpecOf(*root);
  if (!spec) return Fail(spec.error());
  const Json* data = FieldsOf(*root, *spec);
  if (!data) return Fail(Error::Corrupt("the card has no data", "data"));
  CharacterCard card;
  card.spec = *spec;
  card.json = std::string(text);
  const struct {
    const char* key;
    std::string* value;
  } texts[] = {{"name", &card.name},
               {"nickname", &card.nickname},
               {"description", &card.description},
               {"personality", &card.personality},
               {"scenario", &card.scenario},
               {"first_mes", &card.first_message},
               {"mes_example", &card.example_messages},
               {"system_prompt", &card.system_prompt},
               {"post_history_instructions", &card.post_history_instructions},
               {"creator_notes", &card.creator_notes},
               {"creator", &card.creator},
               {"character_version", &card.character_version}};
  for (const auto& [key, value] : texts) {
    *value = StringOr(*data, key);
    if (value->size() > kMaxFieldBytes) {
      return Fail(Error::Corrupt(
          fmt::format("{} bytes are too long (at most {})", value->size(), kMaxFieldBytes), key));
    }
  }
  if (card.name.empty()) return Fail(Error::Corrupt("the card has no name", "name"));
  card.alternate_greetings = StringsOr(*data, "alternate_greetings");
  card.tags = StringsOr(*data, "tags");
  if (const Json* book = ObjectOr(*data, "character_book")) {
    auto lorebook = ParseLorebook(*book);
    if (!lorebook) return Fail(lorebook.error());
    card.lorebook = std::move(*lorebook);
  }
  return card;
}

Result<std::string> CardJson(const CharacterCard& card, CardSpec spec) {
  if (card.json.empty()) {
    auto composed = ParseCard(ComposeCardJson(card));
    if (!composed) return Fail(composed.error());
    return CardJson(*composed, spec);
  }
  if (spec == card.spec) return card.json;
  auto root = ParseForeignJson(card.json);
  if (!root) return Fail(root.error());
  const Json* fields = FieldsOf(*root, card.spec);
  if (!fields) return Fail(Error::Corrupt("the card has no data", "data"));
  Json data = *fields;
  Json out;
  if (spec == CardSpec::kV1) {
    out = std::move(data);
    for (const std::string_view key : kV1Fields) {
      if (!out.contains(key)) out[std::string(key)] = "";
    }
    out.erase("spec");
    out.erase("spec_version");
  } else {
    out = Wrap(std::move(data), spec);
  }
  // What stood beside "data", such as the V1 copy that some programs keep there.
  if (card.spec != CardSpec::kV1) {
    for (const auto& [key, value] : root->items()) {
      if (key != "spec" && key != "spec_version" && key != "data" && !out.contains(key)) {
        out[key] = value;
      }
    }
  }
  return out.dump(2);
}

std::string ComposeCardJson(const CharacterCard& card) {
  Json data = {{"name", card.name},
               {"description", card.description},
               {"personality", card.personality},
               {"scenario", card.scenario},
               {"first_mes", card.first_message},
               {"mes_example", card.example_messages},
               {"creator_notes", card.creator_notes},
               {"system_prompt", card.system_prompt},
               {"post_history_instructions", card.post_history_instructions},
               {"alternate_greetings", card.alternate_greetings},
               {"tags", card.tags},
               {"creator", card.creator},
               {"character_version", card.character_version}};
  if (!card.nickname.empty()) data["nickname"] = card.nickname;
  const CardSpec spec = card.spec == CardSpec::kV1 ? CardSpec::kV2 : card.spec;
  return Wrap(std::move(data), spec).dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace vivavoce::persona
