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
  PersonaTalkFlags flags;
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
  std::erase_if(*talks,
                [&](const eval::Talk& talk) { return !options.flags.Wants(talk.language); });
  auto bench = PersonaBench::Load(context, options.flags.conversations);
  if (!bench) return vivavoce::Fail(bench.error());
  if (options.run.personas.empty()) options.run.personas.emplace_back();
  options.run.guard = options.flags.guard == "on";
  options.run.seed = options.flags.seed;
  options.run.conversations = options.flags.conversations;
  const auto show = [&](const eval::TalkOutcome& outcome) {
    if (options.flags.quiet) return;
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
  const auto outcomes =
      eval::RunTalks(*bench->model, bench->personas, *bench->budget, *talks, options.run, show);
  if (!outcomes) return vivavoce::Fail(outcomes.error());
  fmt::print("{}", eval::TalkReport(*outcomes));
  WriteEvalReport(context, options.flags.json, eval::TalkJson(*outcomes));
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
  options.flags.AddTo(*command);
  AddConfigFlags(*command, context, {"llm.", "personas.folder", "runtime.", "log."});
  command->footer("Example: vivavoce eval talk -p captain_mo --language en");
  command->callback([&context] {
    if (const Status done = EvalTalk(context, options); !done) context.Fail(done.error());
  });
}

}  // namespace vivavoce::app
