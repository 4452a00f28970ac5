#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/command.h"

namespace vivavoce::app {

void AddConfigCommand(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("config", "Show every setting, its value, variable and flag");
  static bool json = false;
  static bool markdown = false;
  command->add_option("--config", context.config_file, "configuration file (TOML)");
  command->add_flag("--json", json, "as JSON");
  command->add_flag("--markdown", markdown, "as the table of docs/configuration.md");
  command->footer("Example: vivavoce config --config vivavoce.toml");
  command->callback([&context] {
    const Result<Config> config = context.Load();
    if (!config) return context.Fail(config.error());
    if (json) {
      nlohmann::ordered_json rows;
      for (const ConfigKey& row : ConfigKeys()) {
        rows[std::string(row.key)] = GetConfig(*config, row.key);
      }
      fmt::print("{}\n", rows.dump(2));
      return;
    }
    if (markdown)
      fmt::print("| setting | default | environment | flag | meaning |\n|---|---|---|---|---|\n");
    for (const ConfigKey& row : ConfigKeys()) {
      const std::string value = row.key == "server.api_keys" && !config->api_keys.empty()
                                    ? "(set)"
                                    : GetConfig(*config, row.key);
      if (markdown) {
        fmt::print("| `{}` | {} | `{}` | {} | {} |\n", row.key,
                   value.empty() ? "" : fmt::format("`{}`", value), EnvironmentName(row.key),
                   row.flag.empty() ? "" : fmt::format("`{}`", row.flag), row.help);
      } else {
        fmt::print("{:<24} {:<22} {:<20} {}\n", row.key, value.empty() ? "-" : value, row.flag,
                   row.help);
      }
    }
  });
}

}  // namespace vivavoce::app
