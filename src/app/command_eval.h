// Parts of `vivavoce eval`.
#pragma once

#include "app/command.h"

namespace vivavoce::app {

// Adds `eval paralinguistic` to `eval`.
void AddEvalParalinguistic(CLI::App& eval, CommandContext& context);
// Adds `eval turns`.
void AddEvalTurns(CLI::App& eval, CommandContext& context);

}  // namespace vivavoce::app
