// A persona file as a text editor sees it: the record, everything wrong with it, and where each
// field stands. Persona::Parse is this without the places. Never throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"
#include "persona/finding.h"
#include "persona/persona.h"
#include "persona/persona_reader.h"

namespace vivavoce::persona {

inline constexpr size_t kMaxPersonaFileBytes = 4 << 20;

struct PersonaFile {
  Persona persona;
  std::vector<Finding> findings;  // errors only; the linter adds warnings
  std::map<std::string, SourcePlace, std::less<>> places;

  bool ok() const { return findings.empty(); }
  // Where a field stands, or the nearest table around it; line 0 when nothing of it is there.
  SourcePlace PlaceOf(std::string_view field) const;
};

// 1 to 64 of a-z, 0-9 and _.
bool IsPersonaId(std::string_view id);

// `partial`: required fields may be missing, because they are inherited.
PersonaFile ReadPersonaFile(std::string_view toml, std::string_view source);
PersonaFile ReadPersonaTable(const toml::table& root, std::string_view source, bool partial);

}  // namespace vivavoce::persona
