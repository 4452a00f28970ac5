// The parts of `vivavoce bench` that have a file of their own.
#pragma once

#include "app/command.h"

namespace vivavoce::app {

void AddHearingBench(CLI::App& bench, CommandContext& context);
void AddSessionsBench(CLI::App& bench, CommandContext& context);
void AddTtsBench(CLI::App& bench, CommandContext& context);

}  // namespace vivavoce::app
