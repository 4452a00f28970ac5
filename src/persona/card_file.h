// A character card in what carries it: bare JSON, the texts of a PNG image ("ccv3", "chara"), or a
// CHARX archive (ZIP with card.json). Pure; hostile bytes are refused with a reason.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "persona/character_card.h"

namespace vivavoce::persona {

enum class CardContainer { kJson, kPng, kCharx };

std::string_view ToString(CardContainer container);  // "json", "png", "charx"
std::optional<CardContainer> CardContainerFrom(std::string_view name);

inline constexpr size_t kMaxCardFileBytes = 128 << 20;

struct CardFile {
  CardContainer container = CardContainer::kJson;
  CharacterCard card;
};

// The newest spec that the file carries. Known by its first bytes, not by its name.
Result<CardFile> ReadCardFile(std::string_view bytes);

// `base`: bytes of an image or archive whose other chunks or entries are kept; "" or another
// container: a plain picture, an empty archive. A PNG of V3 carries a V2 copy for older readers.
Result<std::string> WriteCardFile(const CharacterCard& card, CardSpec spec, CardContainer container,
                                  std::string_view base = {});

}  // namespace vivavoce::persona
