// The JSON Schema (draft 2020-12) of persona files, made from the list of fields that the parser
// reads. docs/persona.schema.json is its output; a test compares them. Pure.
#pragma once

#include <string>
#include <vector>

namespace vivavoce::persona {

std::string PersonaSchema();

// The path of every field, in the order of the list: "voice.speed", "examples[].user",
// "openers.zh".
std::vector<std::string> PersonaFieldPaths();

}  // namespace vivavoce::persona
