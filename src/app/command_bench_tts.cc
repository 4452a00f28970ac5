#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/command_bench.h"
#include "app/command_persona.h"
#include "app/engine_parts.h"
#include "app/tts_bench.h"
#include "base/percentile.h"
#include "runtime/machine_facts.h"
#include "text/utf8.h"

namespace vivavoce::app {
namespace {

using TtsJson = nlohmann::ordered_json;

struct BenchTtsOptions {
  int repeats = 5;
  std::string output;
  bool json = false;
};

struct TtsText {
  const char *name, *voice, *text;
  Language language;
};
// What a reply begins with, at most two seconds of speech, and what it goes on with. Plain
// statements: nothing in them is acted.
constexpr TtsText kFirstClauses[] = {
    {"first-en", "af_heart", "I can tell you about that,", Language::kEnglish},
    {"first-zh", "zf_xiaoxiao", "我给你讲一讲，", Language::kChinese}};
constexpr TtsText kSentences[] = {
    {"sentence-en", "af_heart", "the river runs along the old wall and then down to the harbour.",
     Language::kEnglish},
    {"sentence-zh", "zf_xiaoxiao", "这条河沿着老城墙一直流到港口，然后再流进大海。",
     Language::kChinese}};
constexpr int kThreadCounts[] = {1, 2};
constexpr int kVoiceCounts[] = {1, 2, 4};

speaking::SynthesisRequest RequestOf(const TtsText& text, bool first) {
  speaking::SynthesisRequest request;
  request.text = text.text;
  request.voice = text.voice;
  request.language = text.language;
  request.first_in_reply = first;
  return request;
}

Result<TtsJson> ClauseReport(speaking::Synthesizer& synthesizer, const TtsText& text, bool first,
                             int threads, int repeats) {
  const auto times = SpeakRepeatedly(synthesizer, RequestOf(text, first), repeats);
  if (!times) return Fail(times.error());
  return TtsJson{{"threads", threads},
                 {"name", text.name},
                 {"voice", text.voice},
                 {"text", text.text},
                 {"phonemes", text::ToUtf8(times->phonemes)},
                 {"audio_s", times->audio_s},
                 {"repeats", repeats},
                 {"wall_ms", 1000 * Percentile(times->wall_s, 0.5)},
                 {"fastest_wall_ms", 1000 * std::ranges::min(times->wall_s)},
                 {"cpu_ms", 1000 * Percentile(times->cpu_s, 0.5)},
                 {"real_time_factor", Percentile(times->wall_s, 0.5) / times->audio_s},
                 {"cpu_real_time_factor", Percentile(times->cpu_s, 0.5) / times->audio_s}};
}

Result<TtsJson> TogetherReport(speaking::Synthesizer& synthesizer, int threads, int voices,
                               int repeats) {
  std::vector<double> first, slowest, factor;
  for (int i = 0; i < repeats; ++i) {
    runtime::ThreadBudget budget(threads);
    const auto times = SpeakTogether(synthesizer, budget, RequestOf(kFirstClauses[0], true),
                                     RequestOf(kSentences[0], false), voices);
    if (!times) return Fail(times.error());
    first.push_back(Percentile(times->first_audio_s, 0.5));
    slowest.push_back(std::ranges::max(times->first_audio_s));
    factor.push_back(times->audio_s / times->wall_s);
  }
  return TtsJson{{"threads", threads},
                 {"voices", voices},
                 {"first_audio_ms", 1000 * Percentile(first, 0.5)},
                 {"last_voice_first_audio_ms", 1000 * Percentile(slowest, 0.5)},
                 {"audio_seconds_a_second", Percentile(factor, 0.5)}};
}

void PrintTts(const TtsJson& report) {
  fmt::print("{:<13}{:>8}{:>9}{:>10}{:>9}{:>10}{:>9}\n", "clause", "threads", "sound s", "wall ms",
             "wall RTF", "CPU ms", "CPU RTF");
  for (const TtsJson& row : report["clauses"]) {
    fmt::print("{:<13}{:>8}{:>9.2f}{:>10.0f}{:>9.3f}{:>10.0f}{:>9.3f}\n",
               row["name"].get<std::string>(), row["threads"].get<int>(),
               row["audio_s"].get<double>(), row["wall_ms"].get<double>(),
               row["real_time_factor"].get<double>(), row["cpu_ms"].get<double>(),
               row["cpu_real_time_factor"].get<double>());
  }
  fmt::print("\n{:>8}{:>8}{:>16}{:>22}{:>20}\n", "threads", "voices", "first audio ms",
             "of the last voice ms", "sound a second s");
  for (const TtsJson& row : report["together"]) {
    fmt::print("{:>8}{:>8}{:>16.0f}{:>22.0f}{:>20.2f}\n", row["threads"].get<int>(),
               row["voices"].get<int>(), row["first_audio_ms"].get<double>(),
               row["last_voice_first_audio_ms"].get<double>(),
               row["audio_seconds_a_second"].get<double>());
  }
}

void BenchTts(CommandContext& context, const BenchTtsOptions& options) {
  const Result<Config> config = context.Load();
  if (!config) return context.Fail(config.error());
  const auto store = OpenModelStore();
  if (!store) return context.Fail(store.error());
  TtsJson report{{"benchmark", "tts"},
                 {"command", fmt::format("vivavoce bench tts --repeats {}", options.repeats)},
                 {"machine", TtsJson::parse(runtime::CollectMachineFacts().ToJson())},
                 {"clauses", TtsJson::array()},
                 {"together", TtsJson::array()}};
  for (const int threads : kThreadCounts) {
    if (threads > CoresToUse(*config)) continue;
    const auto voice = LoadVoice(**store, threads);
    if (!voice) return context.Fail(voice.error());
    for (const bool first : {true, false}) {
      for (const TtsText& text : first ? kFirstClauses : kSentences) {
        auto row = ClauseReport(*voice->synthesizer, text, first, threads, options.repeats);
        if (!row) return context.Fail(row.error());
        report["clauses"].push_back(*std::move(row));
      }
    }
    for (const int voices : kVoiceCounts) {
      auto row = TogetherReport(*voice->synthesizer, threads, voices, options.repeats);
      if (!row) return context.Fail(row.error());
      report["together"].push_back(*std::move(row));
    }
  }
  const std::string text = report.dump(2);
  if (!options.output.empty()) {
    if (const Status written = WriteBytes(options.output, text + "\n", /*force=*/true); !written) {
      return context.Fail(written.error());
    }
  }
  if (options.json) {
    fmt::print("{}\n", text);
  } else {
    PrintTts(report);
  }
}

}  // namespace

void AddTtsBench(CLI::App& bench, CommandContext& context) {
  static BenchTtsOptions options;
  CLI::App* command = bench.add_subcommand(
      "tts",
      "Speak clauses in this process: real-time factor, first audio, several voices at once");
  command->add_option("--repeats", options.repeats, "of each measurement; the median counts")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("-o,--output", options.output, "write the JSON report to this file too");
  command->add_flag("--json", options.json, "print the JSON report");
  AddConfigFlags(*command, context, {"runtime."});
  command->footer("Example: vivavoce bench tts --cores 1");
  command->callback([&context] { BenchTts(context, options); });
}

}  // namespace vivavoce::app
