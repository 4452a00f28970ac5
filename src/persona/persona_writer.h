// A persona as a TOML file that reads back to the same record. Pure.
#pragma once

#include <string>

#include "persona/persona.h"

namespace vivavoce::persona {

// Fields that hold their default are left out.
std::string WritePersonaToml(const Persona& persona);

// A string in TOML's notation: "..." or, with line breaks, """...""".
std::string TomlString(std::string_view text);

}  // namespace vivavoce::persona
