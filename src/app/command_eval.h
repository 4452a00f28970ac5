// Parts of `vivavoce eval`.
#pragma once

#include "app/command.h"

namespace vivavoce::app {

// Each adds its subcommand to `eval`.
void AddEvalExpressive(CLI::App& eval, CommandContext& context);
void AddEvalParalinguistic(CLI::App& eval, CommandContext& context);
// Adds `eval turns`.
void AddEvalTurns(CLI::App& eval, CommandContext& context);

// Adds `eval states`.
void AddEvalStates(CLI::App& eval, CommandContext& context);

}  // namespace vivavoce::app
