// Parts of `vivavoce eval`.
#pragma once

#include "app/command.h"

namespace vivavoce::app {

// Adds `eval paralinguistic` to `eval`.
void AddEvalParalinguistic(CLI::App& eval, CommandContext& context);

// Adds `eval states`.
void AddEvalStates(CLI::App& eval, CommandContext& context);

}  // namespace vivavoce::app
