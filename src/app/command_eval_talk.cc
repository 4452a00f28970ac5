#include <fmt/core.h>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/persona_bench.h"
#include "eval/talk_run.h"

namespace vivavoce::app {
namespace {

constexpr uint64_t kMaxTalksBytes = 4 << 20;

struct EvalTalkOptions {
  std::string talks;
  std::string language;
  std::string guard = "on";
  bool quiet = false;
  std::string json;
  eval::TalkRunOptions run;
};

Status EvalTalk(CommandContext& context, EvalTalkOptions& options) {
  std::string text(eval::BuiltInTalks());
  if (!options.talks.empty()) {
    auto read = ReadBytes(options.talks, kMaxTalksBytes);
    if (!read) return vivavoce::Fail(read.error());
    text = std::move(*read);
  }
  auto talks = eval::ParseTalks(text, options.talks.empty() ? "built in" : options.talks);
  if (!talks) return vivavoce::Fail(talks.error());
  std::erase_if(*talks, [&](const eval::Talk& talk) {
    return !options.language.empty() && options.language != LanguageCode(talk.language);
  });
  auto bench = PersonaBench::Load(context, options.run.conversations);
  if (!bench) return vivavoce::Fail(bench.error());
  if (options.run.personas.empty()) options.run.personas.emplace_back();
  options.run.guard = options.guard == "on";
  const auto show = [&](const eval::TalkOutcome& outcome) {
    if (options.quiet) return;
    fmt::print("\n{}, {}\n", outcome.persona, outcome.talk.id);
    for (const eval::TalkTurn& turn : outcome.turns) {
      std::string marks;
      for (const std::string& reason : turn.reasons) marks += " !" + reason;
      for (const persona::Stray stray : turn.style.strays) {
        marks += fmt::format(" ~{}", persona::kStrayNames[static_cast<size_t>(stray)]);
      }
      if (turn.asks_fact && !turn.right) marks += " !wrong";
      fmt::print("  > {}\n  < {}{}\n", turn.said, turn.reply, marks);
    }
    std::fflush(stdout);
  };
  const auto outcomes = eval::RunTalks(*bench->model, bench->personas, *bench->budget, *talks,
                                       options.run, show);
  if (!outcomes) return vivavoce::Fail(outcomes.error());
  fmt::print("{}", eval::TalkReport(*outcomes));
  WriteEvalReport(context, options.json, eval::TalkJson(*outcomes));
  return {};
}

}  // namespace

void AddEvalTalk(CLI::App& eval, CommandContext& context) {
  static EvalTalkOptions options;
  CLI::App* command = eval.add_subcommand(
      "talk", "Hold long everyday talks with personas: do they stay themselves to the end?");
  command->add_option("-p,--persona", options.run.personas, "ids; may be repeated [the default]");
  command->add_option("--talks", options.talks,
                      "what is said in them (TSV) [evals/persona/talks.tsv]");
  command->add_option("--language", options.language, "en or zh [both]")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--guard", options.guard, "on or off [on]")
      ->check(CLI::IsMember({"on", "off"}));
  command->add_option("--seed", options.run.seed, "of the language model's draws [0]");
  command->add_option("--conversations", options.run.conversations, "held at a time [4]")
      ->check(CLI::Range(1, 64));
  command->add_flag("-q,--quiet", options.quiet, "only the table");
  command->add_option("--json", options.json, "write rates and transcripts to this file");
  AddConfigFlags(*command, context, {"llm.", "personas.folder", "runtime.", "log."});
  command->footer("Example: vivavoce eval talk -p captain_mo --language en");
  command->callback([&context] {
    if (const Status done = EvalTalk(context, options); !done) context.Fail(done.error());
  });
}

}  // namespace vivavoce::app
