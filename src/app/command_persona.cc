#include "app/command_persona.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/persona_folder.h"
#include "persona/persona_schema.h"
#include "persona/persona_template.h"

namespace vivavoce::app {
namespace {

using persona::PersonaLibrary;

bool IsPath(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".toml");
}

}  // namespace

Result<std::string> ReadBytes(const std::string& path, uint64_t max_bytes) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return Fail(Error::NotFound(fmt::format("cannot read {}", path)));
  if (size > max_bytes) {
    return Fail(Error::InvalidArgument(
        fmt::format("{}: {} bytes are too many (at most {})", path, size, max_bytes)));
  }
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Status WriteBytes(const std::string& path, std::string_view bytes, bool force) {
  if (path == "-") {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return {};
  }
  if (!force && std::filesystem::exists(path)) {
    return Fail(Error::InvalidArgument(
        fmt::format("{} exists; --force replaces it, -o names another", path)));
  }
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Fail(Error::Unavailable(fmt::format("cannot write {}", path)));
  return {};
}

Result<FoundPersona> FindPersona(const PersonaLibrary& library, const std::string& name) {
  if (IsPath(name)) {
    const auto text = persona::ReadPersonaText(name);
    if (!text) return Fail(text.error());
    return FoundPersona{library.Read(*text, name), name};
  }
  const auto text = library.TextOf(name);
  if (!text) {
    std::vector<std::string_view> ids;
    for (const persona::Persona& persona : library.all()) ids.push_back(persona.id);
    return Fail(Error::NotFound(
        fmt::format("there is no persona '{}'; there are {}", name, fmt::join(ids, ", "))));
  }
  return FoundPersona{library.Read(text->toml, text->source), std::string(text->source)};
}

void NewPersona(CommandContext& context, const PersonaOptions& options) {
  if (!persona::IsPersonaId(options.name)) {
    return context.Fail(Error::InvalidArgument(
        fmt::format("'{}' must be 1 to 64 of a-z, 0-9 and _", options.name), "name"));
  }
  const std::string path = options.output.empty() ? options.name + ".toml" : options.output;
  const Status written = WriteBytes(path, persona::PersonaTemplate(options.name), options.force);
  if (!written) return context.Fail(written.error());
  if (path == "-") return;
  fmt::print("{} is written. Edit it, then: vivavoce persona check {}\n", path, path);
}

void AddPersonaCommand(CLI::App& app, CommandContext& context) {
  static PersonaOptions options;
  CLI::App* command = app.add_subcommand(
      "persona", "List, show, talk with, write, check, render, import and export personas");
  command->require_subcommand(1);
  command->footer("Example: vivavoce persona show xiao_yue --language zh");

  const auto with_library = [&context](auto action) {
    return [&context, action] {
      const Result<Config> config = context.Load();
      if (!config) return context.Fail(config.error());
      const auto folder = PersonaFolder(*config);
      if (!folder) return context.Fail(folder.error());
      const auto library = PersonaLibrary::Load(*folder);
      if (!library) return context.Fail(library.error());
      action(context, *library, options);
    };
  };
  const auto add = [&](const char* name, const char* help, const char* example) {
    CLI::App* action = command->add_subcommand(name, help);
    action->footer(std::string("Example: vivavoce persona ") + example);
    AddConfigFlags(*action, context, {"personas.folder"});
    return action;
  };
  const auto add_name = [](CLI::App* action) {
    action->add_option("persona", options.name, "id, alias or file")->required();
  };
  const auto add_language = [](CLI::App* action, const char* help) {
    action->add_option("--language", options.language, help)->check(CLI::IsMember({"en", "zh"}));
  };

  CLI::App* list = add("list", "Who there is", "list --personas my-personas");
  list->add_flag("--json", options.json, "as JSON");
  list->callback(with_library([](CommandContext&, const PersonaLibrary& library,
                                 const PersonaOptions& o) { ListPersonas(library, o); }));

  CLI::App* show = add("show", "One persona, for people to read", "show captain_mo --language en");
  add_name(show);
  add_language(show, "en or zh [both]");
  show->callback(with_library(ShowPersona));

  CLI::App* render = add("render", "The prompt that the language model reads, and what it costs",
                         "render captain_mo --language zh --full");
  add_name(render);
  add_language(render, "en or zh [en]");
  render->add_flag("--full", options.full, "every section of the record");
  render->add_option("--budget", options.budget, "estimated tokens [the persona's own]")
      ->check(CLI::Range(1, 100000));
  render->add_option("--scene", options.scene, "id of one of its scenes");
  render->add_flag("--json", options.json, "as JSON: system, examples, tokens");
  render->callback(with_library(RenderPersonaPrompt));

  CLI::App* chat = add("chat", "Talk with a persona in text, a line a turn; Ctrl-D ends",
                       "chat captain_mo --language en");
  add_name(chat);
  add_language(chat, "en or zh [that of each line]");
  chat->add_flag("!--no-guard", options.guard, "let the language model say what it likes");
  chat->add_flag("!--no-greeting", options.greet, "you speak first");
  chat->add_flag("--show-guard", options.show_guard, "what the guard did, after each reply");
  chat->add_option("--seed", options.seed, "of the language model's draws [0]");
  AddConfigFlags(*chat, context, {"llm.", "runtime.", "log."});
  chat->callback(with_library(ChatWithPersona));

  CLI::App* check = add("check", "Mistakes and advice, with lines; exit code 1 on mistakes",
                        "check my-personas/*.toml --strict");
  check->add_option("persona", options.files, "ids or files; none: all there are");
  check->add_flag("--strict", options.strict, "advice counts as a mistake");
  add_language(check, "en or zh, of what is said [en]");
  check->add_flag("--json", options.json, "as JSON, in both");
  check->callback(with_library(CheckPersonas));

  CLI::App* fresh = command->add_subcommand("new", "Write a persona file to start from");
  fresh->footer("Example: vivavoce persona new my_baker");
  fresh->add_option("name", options.name, "its id: a-z, 0-9 and _")->required();
  fresh->add_option("-o,--output", options.output, "file; - is standard output [NAME.toml]");
  fresh->add_flag("--force", options.force, "replace the file");
  fresh->callback([&context] { NewPersona(context, options); });

  CLI::App* import =
      command->add_subcommand("import", "A character card (JSON, PNG, CHARX) as a persona file");
  import->footer("Example: vivavoce persona import ada.png -o my-personas/ada.toml");
  import->add_option("card", options.name, "the card's file")->required();
  import->add_option("-o,--output", options.output, "file; - is standard output [ID.toml]");
  import->add_option("--user", options.user, "your name, for {{user}}");
  import->add_flag("--force", options.force, "replace the file");
  import->callback([&context] { ImportCard(context, options); });

  CLI::App* xport = add("export", "A persona, or another card, as a character card",
                        "export xiao_yue --as v2 -o xiao_yue.png");
  xport->add_option("persona", options.name, "id, alias, persona file or card")->required();
  xport->add_option("-o,--output", options.output, "NAME.json, NAME.png or NAME.charx")->required();
  xport->add_option("--as", options.spec, "v1, v2 or v3 [the card's own, or v3]")
      ->check(CLI::IsMember({"v1", "v2", "v3"}));
  xport->add_option("--image", options.image, "PNG to put the card into");
  add_language(xport, "en or zh, of the card's texts [en]");
  xport->add_flag("--force", options.force, "replace the file");
  xport->callback(with_library(ExportCard));

  CLI::App* schema = command->add_subcommand("schema", "The JSON Schema of persona files");
  schema->footer("Example: vivavoce persona schema > persona.schema.json");
  schema->callback([] { fmt::print("{}", persona::PersonaSchema()); });
}

}  // namespace vivavoce::app
