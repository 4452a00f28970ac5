#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "app/bench_questions.h"
#include "app/command.h"
#include "app/command_bench.h"
#include "app/hearing_models.h"
#include "app/latency_bench.h"
#include "audio/resampler.h"
#include "eval/hearing_load.h"
#include "eval/sound_scene.h"

namespace vivavoce::app {
namespace {

using BenchJson = nlohmann::ordered_json;

struct BenchHearingOptions {
  std::vector<std::string> inputs;
  std::string language;
  std::vector<int> talkers = {1, 4, 8};
  eval::HearingLoadOptions load;
  bool json = false;
};

Result<std::vector<std::vector<float>>> Clips(const BenchHearingOptions& options, int threads) {
  const auto questions = options.inputs.empty() ? StandardQuestions(options.language, threads)
                                                : ReadQuestions(options.inputs);
  if (!questions) return Fail(questions.error());
  std::vector<std::vector<float>> clips;
  for (const BenchQuestion& question : *questions) {
    auto clip =
        audio::Resample(question.samples, speaking::kSpeechSampleRateHz, eval::kSceneRateHz);
    if (!clip) return Fail(clip.error());
    clips.push_back(eval::AtSpeechLevel(std::move(*clip)));
  }
  return clips;
}

BenchJson Times(const std::vector<int64_t>& sorted_ms) {
  if (sorted_ms.empty()) return nullptr;
  return {{"p50", NearestRank(sorted_ms, 0.5)}, {"p95", NearestRank(sorted_ms, 0.95)}};
}

BenchJson ToJson(int talkers, const eval::HearingLoadReport& report) {
  return {{"talkers", talkers},
          {"busy_cores", report.busy_cores},
          {"turns", report.turns},
          {"decided", report.decided_ms.size()},
          {"understood", report.transcript_ms.size()},
          {"decided_ms", Times(report.decided_ms)},
          {"transcript_ms", Times(report.transcript_ms)},
          {"speech_seconds", report.speech_seconds},
          {"partials", report.partials}};
}

void BenchHearing(CommandContext& context, const BenchHearingOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  if (const Status logging = StartLogs(*config); !logging) return context.Fail(logging.error());
  const int threads = CoresToUse(*config);
  const auto clips = Clips(options, threads);
  if (!clips) return context.Fail(clips.error());
  const auto models = HearingModels::Load(threads);
  if (!models) return context.Fail(models.error());
  BenchJson json{{"benchmark", "hearing"}, {"cores", threads}, {"runs", BenchJson::array()}};
  if (!options.json) {
    fmt::print("talkers  cores busy  turns  decided  p50/p95 ms"
               "  understood  p50/p95 ms  partials\n");
  }
  for (const int talkers : options.talkers) {
    eval::HearingLoadOptions load = options.load;
    load.talkers = talkers;
    const auto report = eval::RunHearingLoad(*clips, models->Ears(), load);
    if (!report) return context.Fail(report.error());
    json["runs"].push_back(ToJson(talkers, *report));
    if (options.json) continue;
    const auto times = [](const std::vector<int64_t>& ms) {
      return ms.empty() ? std::string("-")
                        : fmt::format("{}/{}", NearestRank(ms, 0.5), NearestRank(ms, 0.95));
    };
    fmt::print("{:7}{:12.2f}{:7}{:9}{:>12}{:12}{:>12}{:10}\n", talkers, report->busy_cores,
               report->turns, report->decided_ms.size(), times(report->decided_ms),
               report->transcript_ms.size(), times(report->transcript_ms), report->partials);
    std::fflush(stdout);
  }
  if (options.json) fmt::print("{}\n", json.dump(2));
}

}  // namespace

void AddHearingBench(CLI::App& bench, CommandContext& context) {
  static BenchHearingOptions options;
  CLI::App* command = bench.add_subcommand(
      "hearing", "How many talkers can these cores hear? In virtual time, with the real models");
  command->add_option("--talkers", options.talkers, "at a time; comma between several [1,4,8]")
      ->delimiter(',')
      ->check(CLI::Range(1, 1000));
  command->add_option("--seconds", options.load.seconds, "that they go on talking")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->add_option("--pause-ms", options.load.pause_ms,
                      "between two turns of a talker, and up to as much again")
      ->check(CLI::Range(0, 60'000))
      ->capture_default_str();
  command->add_option("-i,--input", options.inputs, "own recordings (WAV), a turn each "
                                                    "[sixteen standard questions]");
  command->add_option("--language", options.language, "of the standard questions: en or zh [both]")
      ->check(CLI::IsMember({"en", "zh"}));
  command->add_flag("--json", options.json, "print the JSON report");
  AddConfigFlags(*command, context, {"runtime.", "log."});
  command->footer("Example: vivavoce bench hearing --cores 1 --talkers 8");
  command->callback([&context] { BenchHearing(context, options); });
}

}  // namespace vivavoce::app
