#include <fmt/core.h>

#include <algorithm>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/persona_bench.h"
#include "eval/fact_run.h"

namespace vivavoce::app {
namespace {

constexpr uint64_t kMaxQuestionsBytes = 4 << 20;

struct EvalFactsOptions {
  std::vector<std::string> personas;
  std::string questions;
  PersonaTalkFlags flags;
};

Result<std::vector<eval::FactQuestion>> Questions(const EvalFactsOptions& options,
                                                  const persona::PersonaLibrary& personas) {
  std::vector<eval::FactQuestion> questions;
  std::vector<std::string> ids;
  for (const std::string& name : options.personas) {
    const persona::Persona* persona = personas.Find(name);
    if (!persona) return Fail(Error::NotFound("there is no persona '" + name + "'", "--persona"));
    ids.push_back(persona->id);
  }
  if (ids.empty()) {
    for (const persona::Persona& persona : personas.all()) ids.push_back(persona.id);
  }
  for (const std::string& id : ids) {
    for (eval::FactQuestion& question : eval::QuestionsOf(*personas.Find(id))) {
      questions.push_back(std::move(question));
    }
  }
  std::string text(eval::BuiltInFactQuestions());
  if (!options.questions.empty()) {
    auto read = ReadBytes(options.questions, kMaxQuestionsBytes);
    if (!read) return Fail(read.error());
    text = std::move(*read);
  }
  auto others = eval::ParseFactQuestions(
      text, options.questions.empty() ? "built in" : options.questions, personas);
  if (!others) return Fail(others.error());
  for (eval::FactQuestion& question : *others) {
    if (std::ranges::find(ids, question.persona) != ids.end()) {
      questions.push_back(std::move(question));
    }
  }
  std::erase_if(questions, [&](const eval::FactQuestion& question) {
    return !options.flags.Wants(question.language);
  });
  return questions;
}

Status EvalFacts(CommandContext& context, const EvalFactsOptions& options) {
  auto bench = PersonaBench::Load(context, options.flags.conversations);
  if (!bench) return vivavoce::Fail(bench.error());
  const auto questions = Questions(options, bench->personas);
  if (!questions) return vivavoce::Fail(questions.error());
  const eval::FactRunOptions how{.guard = options.flags.guard == "on",
                                 .seed = options.flags.seed,
                                 .conversations = options.flags.conversations};
  const auto show = [&](const eval::FactOutcome& outcome) {
    if (options.flags.quiet) return;
    fmt::print("{} {}\n  > {}\n  < {}\n", outcome.question.persona,
               outcome.right ? "" : "!wrong: " + outcome.question.answer, outcome.question.question,
               outcome.reply);
    std::fflush(stdout);
  };
  const auto outcomes =
      eval::RunFacts(*bench->model, bench->personas, *bench->budget, *questions, how, show);
  if (!outcomes) return vivavoce::Fail(outcomes.error());
  fmt::print("{}", eval::FactReport(*outcomes));
  WriteEvalReport(context, options.flags.json, eval::FactJson(*outcomes));
  return {};
}

}  // namespace

void AddEvalFacts(CLI::App& eval, CommandContext& context) {
  static EvalFactsOptions options;
  CLI::App* command = eval.add_subcommand(
      "facts", "Ask personas about themselves and compare with what their records say");
  command->add_option("-p,--persona", options.personas, "ids; may be repeated [all]");
  command->add_option("--questions", options.questions,
                      "other words for the same facts (TSV) [evals/persona/fact_questions.tsv]");
  options.flags.AddTo(*command);
  AddConfigFlags(*command, context, {"llm.", "personas.folder", "runtime.", "log."});
  command->footer("Example: vivavoce eval facts -p captain_mo --language en");
  command->callback([&context] {
    if (const Status done = EvalFacts(context, options); !done) context.Fail(done.error());
  });
}

}  // namespace vivavoce::app
