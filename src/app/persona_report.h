// What an author is told of a draft: PersonaSummary and PersonaCheck of docs/openapi.json.
// Threads  pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "persona/persona_library.h"
#include "persona/persona_linter.h"
#include "realtime/persona_service.h"

namespace vivavoce::app {

nlohmann::json PersonaSummary(const persona::Persona& persona,
                              const persona::PersonaLibrary& library, bool is_default);

// A draft read as a file of the library.
struct DraftFile {
  std::string toml;           // "" when the record is too wrong to be written down
  persona::PersonaFile file;  // with what it inherits
  persona::PersonaFile own;   // as it stands
};
DraftFile ReadDraft(const realtime::PersonaDraft& draft, const persona::PersonaLibrary& library);

nlohmann::ordered_json FindingJson(const persona::Finding& finding);

nlohmann::json PersonaCheck(const DraftFile& draft, const persona::LintOptions& lint);

}  // namespace vivavoce::app
