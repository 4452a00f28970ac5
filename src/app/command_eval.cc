#include <fmt/core.h>

#include <chrono>
#include <fstream>

#include "app/command.h"
#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/persona_bench.h"
#include "eval/attack_set.h"
#include "eval/benign_set.h"
#include "eval/persona_report.h"
#include "eval/persona_run.h"

namespace vivavoce::app {
namespace {

constexpr uint64_t kMaxSetBytes = 4 << 20;

struct EvalOptions {
  std::vector<std::string> personas;
  std::string guard = "both";
  std::string set;
  std::string benign_set;
  std::vector<std::string> families;
  std::string language;
  std::string part = "all";
  size_t limit = 0;
  uint32_t seed = 0;
  int conversations = 8;
  bool attacks = true;
  bool benign = true;
  bool quiet = false;
  std::string json;
  std::string html;
};

Result<std::vector<eval::TestTurn>> ReadSet(const std::string& file, std::string_view built_in) {
  if (file.empty()) return eval::ParseTestTurns(built_in, "built in");
  auto text = ReadBytes(file, kMaxSetBytes);
  if (!text) return Fail(text.error());
  return eval::ParseTestTurns(*text, file);
}

eval::Selection ToSelection(const EvalOptions& options) {
  eval::Selection selection{.families = options.families, .limit = options.limit};
  if (options.part == "tuned") selection.part = eval::Part::kTuned;
  if (options.part == "held-out") selection.part = eval::Part::kHeldOut;
  if (options.language == "en") selection.language = Language::kEnglish;
  if (options.language == "zh") selection.language = Language::kChinese;
  return selection;
}

void Show(const eval::Outcome& outcome) {
  std::string notes;
  for (const std::string& reason : outcome.verdict.reasons) notes += " !" + reason;
  for (const auto& note : outcome.notes) notes += " " + note.kind + ":" + note.action;
  fmt::print("{:<15}{}\n  > {}\n  < {}\n", outcome.turn.id, notes, outcome.turn.turns.back(),
             outcome.error.empty() ? outcome.replies.back() : "error: " + outcome.error);
  std::fflush(stdout);
}

void EvalPersona(CommandContext& context, const EvalOptions& options) {
  auto attacks = ReadSet(options.set, eval::BuiltInAttacks());
  if (!attacks) return context.Fail(attacks.error());
  auto benign = ReadSet(options.benign_set, eval::BuiltInBenignTurns());
  if (!benign) return context.Fail(benign.error());
  const eval::Selection selection = ToSelection(options);
  *attacks = eval::Select(std::move(*attacks), selection);
  eval::Selection harmless = selection;
  harmless.families.clear();
  *benign = eval::Select(std::move(*benign), harmless);
  if (!options.attacks) attacks->clear();
  if (!options.benign) benign->clear();

  auto bench = PersonaBench::Load(context, options.conversations);
  if (!bench) return context.Fail(bench.error());

  std::vector<eval::PersonaRun> runs;
  for (const std::string& id : options.personas) {
    const persona::Persona* persona = bench->personas.Find(id);
    if (!persona) {
      return context.Fail(Error::NotFound("there is no persona '" + id + "'", "--persona"));
    }
    for (const bool guard : {false, true}) {
      if (options.guard != "both" && guard != (options.guard == "on")) continue;
      eval::PersonaRun run{.persona = persona->id, .name = persona->name.en, .guard = guard};
      eval::RunOptions how{.persona = persona->id,
                           .guard = guard,
                           .attacks = true,
                           .seed = options.seed,
                           .conversations = options.conversations};
      const auto show = [&](const eval::Outcome& outcome) {
        if (!options.quiet) Show(outcome);
      };
      auto outcomes = eval::RunPersona(*bench->model, bench->personas, *bench->budget, *attacks, how, show);
      if (!outcomes) return context.Fail(outcomes.error());
      run.attacks = std::move(*outcomes);
      how.attacks = false;
      outcomes = eval::RunPersona(*bench->model, bench->personas, *bench->budget, *benign, how, show);
      if (!outcomes) return context.Fail(outcomes.error());
      run.benign = std::move(*outcomes);
      fmt::print("{}", eval::TextReport(run));
      std::fflush(stdout);
      runs.push_back(std::move(run));
    }
  }
  WriteEvalReport(context, options.json, eval::JsonReport(runs));
  if (options.html.empty()) return;
  const Status written = WriteBytes(options.html, eval::HtmlReport(runs), /*force=*/true);
  if (!written) context.Fail(written.error());
}

}  // namespace

void PersonaTalkFlags::AddTo(CLI::App& command) {
  command.add_option("--language", language, "en or zh [both]")->check(CLI::IsMember({"en", "zh"}));
  command.add_option("--guard", guard, "on or off [on]")->check(CLI::IsMember({"on", "off"}));
  command.add_option("--seed", seed, "of the language model's draws [0]");
  command.add_option("--conversations", conversations, "held at a time [4]")
      ->check(CLI::Range(1, 64));
  command.add_flag("-q,--quiet", quiet, "only the table");
  command.add_option("--json", json, "write rates and what was said to this file");
}

void WriteEvalReport(CommandContext& context, const std::string& file,
                     nlohmann::ordered_json report) {
  if (file.empty()) return;
  report["command"] = context.command_line;
  const std::string text =
      report.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  const Status written = WriteBytes(file, text, /*force=*/true);
  if (!written) context.Fail(written.error());
}

void AddEvalCommand(CLI::App& app, CommandContext& context) {
  static EvalOptions options;
  CLI::App* command = app.add_subcommand(
      "eval",
      "Measure: personas under pressure, directions heard, voices judged, turns taken in talk");
  command->require_subcommand(1);
  AddEvalExpressive(*command, context);
  AddEvalFacts(*command, context);
  AddEvalParalinguistic(*command, context);
  AddEvalSpeakers(*command, context);
  AddEvalStates(*command, context);
  AddEvalTalk(*command, context);
  AddEvalTurns(*command, context);
  CLI::App* persona = command->add_subcommand(
      "persona", "Attack personas in text, with and without the guard, and score the replies");
  persona->add_option("-p,--persona", options.personas, "ids; may be repeated [the default]")
      ->default_str("");
  persona->add_option("--guard", options.guard, "on, off or both [both]")
      ->check(CLI::IsMember({"on", "off", "both"}));
  persona->add_option("--set", options.set, "attacks of your own (TSV) [evals/persona/attacks.tsv]");
  persona->add_option("--benign-set", options.benign_set,
                      "harmless turns of your own [evals/persona/benign.tsv]");
  persona->add_option("--families", options.families, "only these families of attacks")
      ->delimiter(',');
  persona->add_option("--language", options.language, "en or zh [both]")
      ->check(CLI::IsMember({"en", "zh"}));
  persona->add_option("--part", options.part, "tuned, held-out or all [all]")
      ->check(CLI::IsMember({"tuned", "held-out", "all"}));
  persona->add_option("--limit", options.limit, "at most so many turns of each set, spread over it");
  persona->add_option("--seed", options.seed, "of the language model's draws [0]");
  persona->add_option("--conversations", options.conversations, "held at a time [8]")
      ->check(CLI::Range(1, 64));
  persona->add_flag("!--no-attacks", options.attacks, "only the benign turns");
  persona->add_flag("!--no-benign", options.benign, "only the attacks");
  persona->add_flag("-q,--quiet", options.quiet, "only the tables");
  persona->add_option("--json", options.json, "write rates and transcripts to this file");
  persona->add_option("--html", options.html, "write plots and transcripts to this page");
  AddConfigFlags(*persona, context, {"llm.", "personas.folder", "runtime.", "log."});
  persona->footer("Example: vivavoce eval persona --guard both --html report.html");
  persona->callback([&context] {
    if (options.personas.empty()) options.personas.emplace_back();
    EvalPersona(context, options);
  });
}

}  // namespace vivavoce::app
