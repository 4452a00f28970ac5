#include "app/command.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>

#include "runtime/logging.h"

namespace vivavoce::app {
namespace {

std::map<std::string, std::string> OwnEnvironment() {
  std::map<std::string, std::string> own;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (text.starts_with("VIVAVOCE_") && equals != std::string_view::npos) {
      own.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return own;
}

std::string ForShell(std::string_view argument) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,+@%-";
  if (!argument.empty() && argument.find_first_not_of(kPlain) == argument.npos) {
    return std::string(argument);
  }
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

Result<Config> CommandContext::Load() const {
  return LoadConfig(config_file, OwnEnvironment(), flags);
}

void CommandContext::Fail(const Error& error) {
  fmt::print(stderr, "vivavoce: {}\n", error.ToString());
  exit_code = error.code == ErrorCode::kInvalidArgument ? 2 : 1;
}

std::string CommandLine(int argc, const char* const* argv) {
  std::string line = "vivavoce";
  for (int i = 1; i < argc; ++i) line += " " + ForShell(argv[i]);
  return line;
}

Status StartLogs(const Config& config) {
  return runtime::StartLogging(
      {.level = config.log_level, .format = config.log_json ? "json" : "key_value"});
}

void AddConfigFlags(CLI::App& command, CommandContext& context,
                    std::initializer_list<std::string_view> sections) {
  if (!command.get_option_no_throw("--config")) {  // a second call adds sections
    command.add_option("--config", context.config_file, "configuration file (TOML)");
  }
  const Config defaults;
  for (const ConfigKey& row : ConfigKeys()) {
    bool wanted = false;
    for (const std::string_view section : sections) wanted |= row.key.starts_with(section);
    if (!wanted || row.flag.empty()) continue;
    const std::string value = GetConfig(defaults, row.key);
    command
        .add_option_function<std::string>(
            std::string(row.flag),
            [&context, key = std::string(row.key)](const std::string& text) {
              context.flags[key] = text;
            },
            fmt::format("{}{}", row.help, value.empty() ? "" : fmt::format(" [{}]", value)))
        ->type_name("");
  }
}

}  // namespace vivavoce::app
