#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/bench_questions.h"
#include "app/command.h"
#include "app/command_bench.h"
#include "app/engine_parts.h"
#include "app/latency_bench.h"
#include "runtime/machine_facts.h"

namespace vivavoce::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

struct LatencyOptions {
  std::string url = "ws://127.0.0.1:8765/v1/realtime";
  std::string api_key;
  std::vector<std::string> inputs;
  std::string language;
  std::string output;
  int repeats = 1;
  bool openers = true;
  bool json = false;
};

constexpr std::string_view kStages[] = {"end_of_turn", "asr_final", "first_token", "first_clause",
                                        "first_audio", "first_words"};

OrderedJson Summarise(const std::vector<BenchAnswer>& answers) {
  OrderedJson summary{{"questions", answers.size()}};
  int answered = 0;
  int underruns = 0;
  int64_t longest_gap_ms = 0;
  for (const BenchAnswer& answer : answers) {
    answered += answer.answered ? 1 : 0;
    underruns += answer.underruns;
    longest_gap_ms = std::max(longest_gap_ms, answer.longest_gap_ms);
  }
  summary["answered"] = answered;
  summary["underruns"] = underruns;
  summary["longest_gap_ms"] = longest_gap_ms;
  for (const std::string_view stage : kStages) {
    std::vector<int64_t> values;
    for (const BenchAnswer& answer : answers) {
      const auto it = answer.stages_ms.find(std::string(stage));
      if (answer.answered && it != answer.stages_ms.end()) values.push_back(it->second);
    }
    if (values.empty()) continue;
    summary["stages_ms"][std::string(stage)] = {{"p50", NearestRank(values, 0.5)},
                                                {"p95", NearestRank(values, 0.95)},
                                                {"samples", values.size()}};
  }
  return summary;
}

OrderedJson Detail(const BenchAnswer& answer) {
  return {{"question", answer.question},   {"heard", answer.heard},
          {"reply", answer.reply},         {"answered", answer.answered},
          {"stages_ms", answer.stages_ms}, {"reply_seconds", answer.reply_seconds},
          {"underruns", answer.underruns}, {"longest_gap_ms", answer.longest_gap_ms}};
}

// What makes this report again; a key is never part of it.
std::string CommandOf(const LatencyOptions& options) {
  std::string command = "vivavoce bench latency";
  if (options.url != LatencyOptions().url) command += " --url " + options.url;
  for (const std::string& input : options.inputs) command += " -i " + input;
  if (!options.language.empty()) command += " --language " + options.language;
  if (options.repeats != 1) command += fmt::format(" --repeats {}", options.repeats);
  if (!options.openers) command += " --no-openers";
  return command + " --json";
}

void PrintTable(const OrderedJson& summary) {
  fmt::print("\n{:<14} {:>8} {:>8}   ms after the end of speech\n", "stage", "p50", "p95");
  const OrderedJson stages = summary.value("stages_ms", OrderedJson::object());
  for (const auto& [stage, values] : stages.items()) {
    const int64_t p50 = values["p50"];
    fmt::print("{:<14} {:>8} {:>8}   {}\n", stage, p50, values["p95"].get<int64_t>(),
               std::string(static_cast<size_t>(std::clamp<int64_t>(p50 / 25, 0, 60)), '#'));
  }
  fmt::print("answered {} of {}; {} underruns, longest gap {} ms\n", summary["answered"].get<int>(),
             summary["questions"].get<int>(), summary["underruns"].get<int>(),
             summary["longest_gap_ms"].get<int64_t>());
}

void BenchLatency(CommandContext& context, const LatencyOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  // Each group is a conversation: people seldom change their language in the middle of one.
  std::vector<std::vector<BenchQuestion>> conversations;
  if (!options.inputs.empty()) {
    auto own = ReadQuestions(options.inputs);
    if (!own) return context.Fail(own.error());
    conversations.push_back(std::move(*own));
  }
  for (const std::string language : {"en", "zh"}) {
    const bool wanted = options.language.empty() || language == options.language;
    if (!options.inputs.empty() || !wanted) continue;
    auto standard = StandardQuestions(language, CoresToUse(*config));
    if (!standard) return context.Fail(standard.error());
    conversations.push_back(std::move(*standard));
  }
  const BenchOptions bench{
      .url = options.url, .api_key = options.api_key, .repeats = options.repeats, .openers = options.openers};
  const auto show = [&](const BenchAnswer& answer) {
    if (options.json) return;
    const auto first = answer.stages_ms.find("first_audio");
    const bool measured = answer.answered && first != answer.stages_ms.end();
    fmt::print("{:<8} {:>6} ms  \"{}\" -> \"{}\"\n", answer.question,
               measured ? std::to_string(first->second) : "-", answer.heard, answer.reply);
    std::fflush(stdout);
  };
  std::vector<BenchAnswer> answers;
  for (const auto& questions : conversations) {
    auto group = RunLatencyBench(bench, questions, show);
    if (!group) return context.Fail(group.error());
    std::ranges::move(*group, std::back_inserter(answers));
  }
  OrderedJson report{{"benchmark", "latency"},
              {"command", CommandOf(options)},
              {"machine", OrderedJson::parse(runtime::CollectMachineFacts().ToJson())}};
  report["summary"] = Summarise(answers);
  report["answers"] = OrderedJson::array();
  for (const BenchAnswer& answer : answers) report["answers"].push_back(Detail(answer));
  const std::string text = report.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
  if (!options.output.empty()) std::ofstream(options.output) << text << "\n";
  if (options.json) {
    fmt::print("{}\n", text);
  } else {
    PrintTable(report["summary"]);
  }
  if (report["summary"]["answered"] != answers.size()) context.exit_code = 1;
}

}  // namespace

void AddBenchCommand(CLI::App& app, CommandContext& context) {
  static LatencyOptions options;
  CLI::App* bench =
      app.add_subcommand("bench", "Measure a running server, its ears alone, or its voice alone");
  bench->require_subcommand(1);
  CLI::App* latency = bench->add_subcommand(
      "latency", "Play recorded questions in real time; how long until the answer is heard?");
  latency->add_option("--url", options.url, "the server")->capture_default_str();
  latency->add_option("--api-key", options.api_key, "key, when the server asks for one");
  latency->add_option("-i,--input", options.inputs,
                      "own recordings (WAV) [sixteen standard questions]");
  latency->add_option("--language", options.language, "of the standard questions: en or zh [both]")
      ->check(CLI::IsMember({"en", "zh"}));
  latency->add_option("--repeats", options.repeats, "conversations to hold")
      ->check(CLI::Range(1, 1000));
  latency->add_flag("!--no-openers", options.openers,
                    "without the persona's openers (\"Hmm…\"): the first audio is the reply");
  latency->add_option("-o,--output", options.output, "write the JSON report to this file too");
  latency->add_flag("--json", options.json, "print the JSON report");
  AddConfigFlags(*latency, context, {"runtime."});
  latency->footer("Example: vivavoce serve &  vivavoce bench latency --language zh");
  latency->callback([&context] { BenchLatency(context, options); });
  AddHearingBench(*bench, context);
  AddSessionsBench(*bench, context);
  AddTtsBench(*bench, context);
}

}  // namespace vivavoce::app
