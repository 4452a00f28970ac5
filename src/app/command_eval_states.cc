#include <fmt/core.h>

#include <fstream>

#include "app/command_eval.h"
#include "app/command_persona.h"
#include "app/persona_bench.h"
#include "eval/attack_set.h"
#include "eval/turn_states.h"

namespace vivavoce::app {
namespace {

constexpr uint64_t kMaxTurnsBytes = 4 << 20;

struct EvalStatesOptions {
  std::string set;
  std::string persona;
  std::string output;
  int layer = -1;
  bool in_talk = false;
  bool toned = false;
};

std::string JoinedTurns(const eval::TestTurn& turn) {
  std::string joined;
  for (const std::string& said : turn.turns) joined += (joined.empty() ? "" : " || ") + said;
  return joined;
}

Status EvalStates(CommandContext& context, const EvalStatesOptions& options) {
  const auto text = ReadBytes(options.set, kMaxTurnsBytes);
  if (!text) return vivavoce::Fail(text.error());
  const auto turns = eval::ParseTestTurns(*text, options.set);
  if (!turns) return vivavoce::Fail(turns.error());
  auto bench = PersonaBench::Load(context, 1, options.layer);
  if (!bench) return vivavoce::Fail(bench.error());

  const char* context_name = options.toned ? "toned" : options.in_talk ? "talk" : "first";
  std::ofstream rows(options.output + ".tsv");
  std::ofstream values(options.output + ".bin", std::ios::binary);
  const eval::TurnStateOptions how{
      .persona = options.persona, .in_talk = options.in_talk, .toned = options.toned};
  const Status read = eval::ReadTurnStates(
      *bench->model, bench->personas, *turns, how,
      [&](const eval::TestTurn& turn, std::span<const float> state) {
        rows << fmt::format("{}\t{}\t{}\t{}\n", turn.family, LanguageCode(turn.language),
                            JoinedTurns(turn), context_name);
        values.write(reinterpret_cast<const char*>(state.data()),
                     static_cast<std::streamsize>(state.size_bytes()));
      });
  if (!read) return read;
  if (!rows.flush() || !values.flush()) {
    return vivavoce::Fail(Error::Unavailable("cannot be written", options.output));
  }
  return {};
}

}  // namespace

void AddEvalStates(CLI::App& eval, CommandContext& context) {
  static EvalStatesOptions options;
  CLI::App* command = eval.add_subcommand(
      "states", "Write what the language model makes of turns, to train a turn probe on");
  command->add_option("--set", options.set, "turns (TSV as evals/persona/*.tsv)")->required();
  command->add_option("--output", options.output, "writes OUTPUT.tsv and OUTPUT.bin (float32)")
      ->required();
  command->add_option("-p,--persona", options.persona, "id [the default]")->default_str("");
  command->add_option("--layer", options.layer, "of the language model, from 0 [the probe's]")
      ->check(CLI::Range(0, 1000));
  command->add_flag("--in-talk", options.in_talk, "after harmless turns, not as the first words");
  command->add_flag("--toned", options.toned, "how the turns were said stands beside them");
  AddConfigFlags(*command, context, {"llm.", "personas.folder", "runtime.", "log."});
  command->footer("Example: vivavoce eval states --set models/turn_probe/turns.tsv --output first");
  command->callback([&context] {
    if (const Status done = EvalStates(context, options); !done) context.Fail(done.error());
  });
}

}  // namespace vivavoce::app
