#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/engine_parts.h"
#include "app/progress_bar.h"
#include "runtime/manifest_model_store.h"

namespace vivavoce::app {
namespace {

using runtime::FileState;
using runtime::ManifestModelStore;
using runtime::ModelReport;

struct ModelsOptions {
  bool json = false;
  bool all = false;
  std::vector<std::string> ids;
  std::string id;
  std::string role = "llm";
  std::string file;
};

nlohmann::ordered_json ToJson(const std::vector<ModelReport>& reports) {
  auto models = nlohmann::ordered_json::array();
  for (const ModelReport& report : reports) {
    nlohmann::ordered_json model{{"id", report.id},
                                 {"role", report.role},
                                 {"licence", report.licence},
                                 {"origin", report.origin},
                                 {"default", report.is_default},
                                 {"added_by_user", report.added_by_user},
                                 {"installed", report.installed()},
                                 {"files", nlohmann::ordered_json::array()}};
    for (const auto& file : report.files) {
      model["files"].push_back({{"name", file.name},
                                {"bytes", file.size},
                                {"state", ToString(file.state)},
                                {"fetched", file.fetched},
                                {"error", file.error}});
    }
    models.push_back(std::move(model));
  }
  return models;
}

// Prints reports; returns false when a file is not as it should be.
bool Print(const std::vector<ModelReport>& reports, bool json, bool name_every_fault) {
  bool whole = true;
  for (const ModelReport& report : reports) whole &= report.installed();
  if (json) {
    fmt::print("{}\n", ToJson(reports).dump(2));
    return whole;
  }
  for (const ModelReport& report : reports) {
    uint64_t bytes = 0;
    for (const auto& file : report.files) bytes += file.size;
    fmt::print("{:<22} {:<18} {:>8.1f} MB  {:<14} {}\n", report.id, report.role,
               static_cast<double>(bytes) / 1e6, report.licence,
               report.installed()  ? "installed"
               : report.is_default ? "not installed"
                                   : "optional");
    if (!name_every_fault) continue;
    for (const auto& file : report.files) {
      if (file.state == FileState::kInstalled) continue;
      fmt::print("  {}: {}{}\n", file.name, ToString(file.state),
                 file.error.empty() ? "" : ": " + file.error);
    }
  }
  return whole;
}

// Ids given, or the default pack, or everything.
std::vector<std::string> Chosen(const ModelsOptions& options, const ManifestModelStore& store) {
  if (!options.ids.empty()) return options.ids;
  return options.all ? store.AllIds() : store.DefaultIds();
}

runtime::ModelProgressCallback Bar(ProgressBar& bar) {
  return [&bar](const runtime::ModelProgress& progress) {
    bar.Show(std::string(ToString(progress.stage)), progress.item, progress.done_bytes,
             progress.total_bytes);
  };
}

void Fetch(CommandContext& context, const ModelsOptions& options, ManifestModelStore& store) {
  Result<std::vector<ModelReport>> reports;
  {
    ProgressBar bar;
    reports = store.Fetch(Chosen(options, store), Bar(bar));
  }
  if (!reports) return context.Fail(reports.error());
  if (!Print(*reports, options.json, true)) {
    context.Fail(Error::Unavailable(
        "some files are missing; run `vivavoce models fetch` again, it goes on where it stopped"));
  }
}

void Verify(CommandContext& context, const ModelsOptions& options, ManifestModelStore& store) {
  Result<std::vector<ModelReport>> reports;
  {
    ProgressBar bar;
    reports = store.Verify(Chosen(options, store), Bar(bar));
  }
  if (!reports) return context.Fail(reports.error());
  if (!Print(*reports, options.json, true)) {
    context.Fail(Error::Corrupt("not all files are whole; `vivavoce models fetch` repairs them"));
  }
}

void AddFile(CommandContext& context, const ModelsOptions& options, ManifestModelStore& store) {
  const auto model = ManifestModelStore::DescribeLocalFile(options.id, options.role, options.file);
  if (!model) return context.Fail(model.error());
  if (const Status added = store.Add(*model); !added) return context.Fail(added.error());
  fmt::print("added {}; use it with --llm {}\n", options.id, options.id);
}

}  // namespace

void AddModelsCommand(CLI::App& app, CommandContext& context) {
  static ModelsOptions options;
  CLI::App* models = app.add_subcommand("models", "List, fetch, verify, add and remove models");
  models->require_subcommand(1);
  const auto with_store = [&context](auto action) {
    return [&context, action] {
      auto store = OpenModelStore();
      if (!store) return context.Fail(store.error());
      action(context, options, **store);
    };
  };
  const auto add_ids = [](CLI::App* command) {
    command->add_option("id", options.ids, "models; none: the default pack");
    command->add_flag("--all", options.all, "optional models too");
    command->add_flag("--json", options.json, "as JSON");
  };

  CLI::App* list = models->add_subcommand("list", "What there is and what is installed");
  list->add_flag("--json", options.json, "as JSON");
  list->footer("Example: vivavoce models list");
  list->callback(with_store([](CommandContext&, const ModelsOptions& o, ManifestModelStore& store) {
    Print(store.List(), o.json, false);
  }));

  CLI::App* fetch =
      models->add_subcommand("fetch", "Download, verify and convert; resumes, repairs");
  add_ids(fetch);
  fetch->footer("Example: vivavoce models fetch whisper-base");
  fetch->callback(with_store(Fetch));

  CLI::App* verify = models->add_subcommand("verify", "Check every file against its SHA-256");
  add_ids(verify);
  verify->footer("Example: vivavoce models verify --all");
  verify->callback(with_store(Verify));

  CLI::App* add = models->add_subcommand("add", "Make a model file of yours known");
  add->add_option("id", options.id, "a name for it")->required();
  add->add_option("file", options.file, "the file, for example a GGUF")->required();
  add->add_option("--role", options.role, "what it is for")->capture_default_str();
  add->footer("Example: vivavoce models add my-7b ~/models/qwen2.5-7b-instruct-q4_k_m.gguf");
  add->callback(with_store(AddFile));

  CLI::App* remove =
      models->add_subcommand("remove", "Delete a model's files; forget one you added");
  remove->add_option("id", options.id, "which")->required();
  remove->footer("Example: vivavoce models remove smollm2-135m");
  remove->callback(with_store([](CommandContext& c, const ModelsOptions& o,
                                 ManifestModelStore& store) {
    if (const Status removed = store.Remove(o.id); !removed) return c.Fail(removed.error());
    fmt::print("removed {}\n", o.id);
  }));
}

}  // namespace vivavoce::app
