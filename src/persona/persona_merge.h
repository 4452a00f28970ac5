// Inheritance: the tables of the personas a file builds on, put together before they are read.
//
// Values of the file itself win over its mix-ins (the later ones over the earlier), and those over
// the persona it extends. Lists: the file's own replace those of the persona it extends; those of
// mix-ins are appended. format, id, aliases, extends, mixins, abstract and card are never
// inherited.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/toml.h"
#include "persona/finding.h"

namespace vivavoce::persona {

struct PersonaText {
  std::string_view toml;
  std::string_view source;
};

// The text of a persona by id; nullopt: unknown.
using PersonaTexts = std::function<std::optional<PersonaText>(std::string_view id)>;

// The whole table of a persona. Cycles, unknown ids and chains of more than 8 are refused, with the
// file and line that names the id. Values keep the file and line they come from.
std::expected<toml::table, Finding> MergedPersona(const PersonaText& text,
                                                  const PersonaTexts& texts);

}  // namespace vivavoce::persona
