// A persona's record as JSON, for forms, and back. The keys are those of the file.
// Threads  pure functions.
#pragma once

#include <nlohmann/json.hpp>

#include "base/toml.h"
#include "persona/persona.h"

namespace vivavoce::app {

// What WritePersonaToml writes; fields that hold their default are absent.
nlohmann::json PersonaRecord(const persona::Persona& persona);

// Any JSON object as a table: null is left out, everything else keeps its kind. Whether it is a
// persona is for persona::ReadPersonaTable to say.
toml::table TomlOfJson(const nlohmann::json& object);

}  // namespace vivavoce::app
