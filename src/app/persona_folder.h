// Where the user's own personas are: personas.folder, or <home>/personas.
// Threads  pure functions.
#pragma once

#include <filesystem>

#include "app/config.h"
#include "base/error.h"

namespace vivavoce::app {

// The folder to read; "" when none is configured and nothing was saved yet.
Result<std::filesystem::path> PersonaFolder(const Config& config);
// The folder to write to; it may not exist yet.
Result<std::filesystem::path> OwnPersonaFolder(const Config& config);

}  // namespace vivavoce::app
