// The commands of the program. Each Add...Command puts one subcommand with its help, example and
// flags into the command line and, when chosen, runs it and leaves the exit code in the context.
#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "app/config.h"
#include "base/error.h"

namespace vivavoce::app {

struct CommandContext {
  std::string config_file;
  std::map<std::string, std::string> flags;  // config key -> value given on the command line
  std::string command_line;  // as typed, for reports
  int exit_code = 0;

  Result<Config> Load() const;  // file, environment, flags
  // Prints the error to stderr and sets the exit code.
  void Fail(const Error& error);
};

// "vivavoce" and its arguments, quoted where a shell needs it.
std::string CommandLine(int argc, const char* const* argv);

// Begins logging as the configuration says.
Status StartLogs(const Config& config);

// The flags of the config table whose keys begin with one of these ("server.", "llm.").
void AddConfigFlags(CLI::App& command, CommandContext& context,
                    std::initializer_list<std::string_view> sections);

void AddServeCommand(CLI::App& app, CommandContext& context);
void AddTalkCommand(CLI::App& app, CommandContext& context);
void AddListenCommand(CLI::App& app, CommandContext& context);
void AddSayCommand(CLI::App& app, CommandContext& context);
void AddKeysCommand(CLI::App& app, CommandContext& context);
void AddModelsCommand(CLI::App& app, CommandContext& context);
void AddPersonaCommand(CLI::App& app, CommandContext& context);
void AddBenchCommand(CLI::App& app, CommandContext& context);
void AddEvalCommand(CLI::App& app, CommandContext& context);
void AddConfigCommand(CLI::App& app, CommandContext& context);
void AddVersionCommand(CLI::App& app, CommandContext& context);

}  // namespace vivavoce::app
