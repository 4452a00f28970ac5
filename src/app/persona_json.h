// A persona's record as JSON, for forms, and back. The keys are those of the file.
// Threads  pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/toml.h"
#include "persona/persona.h"

namespace vivavoce::app {

// What a file says, and no more; {} for one that is not TOML.
nlohmann::json RecordOfFile(std::string_view toml);

// The table as a file, its keys in alphabetical order.
std::string TomlText(const toml::table& table);

// The whole record as WritePersonaToml writes it.
nlohmann::json PersonaRecord(const persona::Persona& persona);

// Any JSON object as a table: null is left out, everything else keeps its kind. Whether it is a
// persona is for persona::ReadPersonaTable to say.
toml::table TomlOfJson(const nlohmann::json& object);

}  // namespace vivavoce::app
