#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "runtime/machine_facts.h"

namespace vivavoce::app {

void AddVersionCommand(CLI::App& app, CommandContext&) {
  CLI::App* command = app.add_subcommand("version", "Version, build and what this machine can do");
  static bool json = false;
  command->add_flag("--json", json, "as JSON");
  command->footer("Example: vivavoce version --json");
  command->callback([] {
    const runtime::MachineFacts facts = runtime::CollectMachineFacts();
    if (json) {
      fmt::print("{}\n", facts.ToJson());
      return;
    }
    fmt::print("vivavoce {} ({}, {})\n{}, {} cores:", facts.version, facts.build_type,
               facts.compiler, facts.cpu_model, facts.usable_cores);
    for (const std::string& flag : facts.isa) fmt::print(" {}", flag);
    fmt::print("\n");
  });
}

}  // namespace vivavoce::app
