// Parts of `vivavoce eval`.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "app/command.h"
#include "base/language.h"

namespace vivavoce::app {

// Each adds its subcommand to `eval`.
void AddEvalExpressive(CLI::App& eval, CommandContext& context);
void AddEvalFacts(CLI::App& eval, CommandContext& context);
void AddEvalParalinguistic(CLI::App& eval, CommandContext& context);
void AddEvalSpeakers(CLI::App& eval, CommandContext& context);
void AddEvalStates(CLI::App& eval, CommandContext& context);
void AddEvalTalk(CLI::App& eval, CommandContext& context);
void AddEvalTurns(CLI::App& eval, CommandContext& context);

// How personas are talked with in a measurement, by flags.
struct PersonaTalkFlags {
  std::string language;  // "" both
  std::string guard = "on";
  uint32_t seed = 0;
  int conversations = 4;
  bool quiet = false;
  std::string json;

  void AddTo(CLI::App& command);
  bool Wants(Language wanted) const { return language.empty() || language == LanguageCode(wanted); }
};

// Writes `report` with the command that made it; nothing where `file` is "".
void WriteEvalReport(CommandContext& context, const std::string& file,
                     nlohmann::ordered_json report);

}  // namespace vivavoce::app
