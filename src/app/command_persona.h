// The parts of the `persona` command: each action prints its result and leaves errors in the
// context.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/command.h"
#include "base/language.h"
#include "persona/persona_library.h"
#include "persona/persona_linter.h"

namespace vivavoce::app {

struct PersonaOptions {
  std::string name;                // id, alias or file
  std::vector<std::string> files;  // of `check`
  std::string output;
  std::string language;  // "en", "zh"; "" both or what fits
  std::string spec;
  std::string image;
  std::string user;
  std::string scene;
  int budget = 0;
  bool full = false;
  bool json = false;
  bool strict = false;
  bool force = false;
  // Of `chat`.
  uint32_t seed = 0;
  bool guard = true;
  bool greet = true;
  bool show_guard = false;
};

// A persona and where it was read from.
struct FoundPersona {
  persona::PersonaFile file;
  std::string source;
};

// By id, alias or path. A file with mistakes is found too: `file.findings` has them. kNotFound
// names what there is.
Result<FoundPersona> FindPersona(const persona::PersonaLibrary& library, const std::string& name);

Result<std::string> ReadBytes(const std::string& path, uint64_t max_bytes);
// Refuses to replace a file unless `force`; "-" is standard output.
Status WriteBytes(const std::string& path, std::string_view bytes, bool force);

void ListPersonas(const persona::PersonaLibrary& library, const PersonaOptions& options);
void ShowPersona(CommandContext& context, const persona::PersonaLibrary& library,
                 const PersonaOptions& options);
void RenderPersonaPrompt(CommandContext& context, const persona::PersonaLibrary& library,
                         const PersonaOptions& options);
void CheckPersonas(CommandContext& context, const persona::PersonaLibrary& library,
                   const PersonaOptions& options);
// Reads what is said from standard input, a line a turn, until it ends.
void ChatWithPersona(CommandContext& context, const persona::PersonaLibrary& library,
                     const PersonaOptions& options);
void NewPersona(CommandContext& context, const PersonaOptions& options);
void ImportCard(CommandContext& context, const PersonaOptions& options);
void ExportCard(CommandContext& context, const persona::PersonaLibrary& library,
                const PersonaOptions& options);

}  // namespace vivavoce::app
