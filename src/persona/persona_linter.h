// What a persona file gets wrong, and what it could do better: for its author, not for the server.
// Errors are what the parser refuses; warnings are advice with the line and what to do. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "persona/finding.h"
#include "persona/persona_file.h"

namespace vivavoce::persona {

struct LintOptions {
  // Ids of the voices there are; empty: voices are not checked against it.
  std::set<std::string, std::less<>> voices;
};

struct LintReport {
  std::vector<Finding> findings;  // by line; those of the whole file last
  int tokens_en = 0;              // estimated cost of what RenderPrompt gives
  int tokens_zh = 0;

  int Count(Severity severity) const;
};

LintReport LintPersona(const PersonaFile& file, const LintOptions& options);

}  // namespace vivavoce::persona
