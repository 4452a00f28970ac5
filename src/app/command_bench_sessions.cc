#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/command_bench.h"
#include "app/latency_bench.h"
#include "app/session_load.h"

namespace vivavoce::app {
namespace {

struct BenchSessionsOptions {
  SessionLoadOptions load{.url = "ws://127.0.0.1:8765/v1/realtime", .api_key = {}};
  bool json = false;
};

void BenchSessions(CommandContext& context, const BenchSessionsOptions& options) {
  const auto report = RunSessionLoad(options.load);
  if (!report) return context.Fail(report.error());
  if (report->turnaround_us.empty()) {
    return context.Fail(Error::Unavailable(
        fmt::format("no session was acknowledged; {} opened, {} broke. Is `vivavoce serve` running "
                    "at {}, and is --max-sessions high enough?",
                    report->opened, report->broken, options.load.url)));
  }
  nlohmann::ordered_json json{{"benchmark", "sessions"},
                              {"sessions", report->opened},
                              {"broken", report->broken},
                              {"seconds", options.load.seconds},
                              {"audio_seconds_sent", report->audio_ms / 1000},
                              {"acknowledged", report->turnaround_us.size()}};
  for (const auto& [name, share] : {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}}) {
    json["turnaround_ms"][name] =
        static_cast<double>(NearestRank(report->turnaround_us, share)) / 1000;
  }
  fmt::print("{}\n", json.dump(options.json ? -1 : 2));
  if (report->broken > 0) context.exit_code = 1;
}

}  // namespace

void AddSessionsBench(CLI::App& bench, CommandContext& context) {
  static BenchSessionsOptions options;
  CLI::App* command = bench.add_subcommand(
      "sessions", "Open many sessions that send sound in real time; how fast is the server?");
  command->add_option("--url", options.load.url, "the server")->capture_default_str();
  command->add_option("--api-key", options.load.api_key, "key, when the server asks for one");
  command->add_option("--sessions", options.load.sessions, "at a time")
      ->check(CLI::Range(1, 20000))
      ->capture_default_str();
  command->add_option("--seconds", options.load.seconds, "once all are open")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->add_flag("--json", options.json, "on one line");
  command->footer("Example: vivavoce serve --max-sessions 20 &  vivavoce bench sessions --sessions 20");
  command->callback([&context] { BenchSessions(context, options); });
}

}  // namespace vivavoce::app
