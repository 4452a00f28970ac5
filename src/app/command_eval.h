// Parts of `vivavoce eval`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "app/command.h"

namespace vivavoce::app {

// Each adds its subcommand to `eval`.
void AddEvalExpressive(CLI::App& eval, CommandContext& context);
void AddEvalFacts(CLI::App& eval, CommandContext& context);
void AddEvalParalinguistic(CLI::App& eval, CommandContext& context);
void AddEvalSpeakers(CLI::App& eval, CommandContext& context);
void AddEvalStates(CLI::App& eval, CommandContext& context);
void AddEvalTalk(CLI::App& eval, CommandContext& context);
void AddEvalTurns(CLI::App& eval, CommandContext& context);

// Writes `report` with the command that made it; nothing where `file` is "".
void WriteEvalReport(CommandContext& context, const std::string& file,
                     nlohmann::ordered_json report);

}  // namespace vivavoce::app
