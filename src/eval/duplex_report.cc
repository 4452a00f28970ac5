#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "base/percentile.h"
#include "eval/duplex_score.h"

namespace vivavoce::eval {
namespace {

using OutcomeList = std::vector<const DuplexOutcome*>;
using RowKey = std::tuple<DuplexKind, Language, bool, std::string>;
using OptionalMs = std::optional<int64_t> DuplexOutcome::*;

std::map<RowKey, OutcomeList> DuplexRows(const std::vector<DuplexOutcome>& outcomes) {
  std::map<RowKey, OutcomeList> rows;
  for (const DuplexOutcome& outcome : outcomes) {
    rows[{outcome.kind, outcome.language, outcome.recorded, outcome.condition}].push_back(
        &outcome);
  }
  return rows;
}

Proportion Share(const OutcomeList& row, const std::function<bool(const DuplexOutcome&)>& counts) {
  Proportion share{.count = 0, .of = static_cast<int>(row.size())};
  for (const DuplexOutcome* outcome : row) share.count += counts(*outcome);
  return share;
}

std::vector<int64_t> Known(const OutcomeList& row, OptionalMs field) {
  std::vector<int64_t> values;
  for (const DuplexOutcome* outcome : row) {
    if (const auto value = outcome->*field) values.push_back(*value);
  }
  return values;
}

std::string Percentiles(const OutcomeList& row, OptionalMs field) {
  const auto values = Known(row, field);
  if (values.empty()) return "-";
  return fmt::format("{}/{}", Percentile(values, 0.5), Percentile(values, 0.95));
}

std::string Interval(const Proportion& share) {
  return fmt::format("{:.0f} to {:.0f} %", share.low() * 100, share.high() * 100);
}

std::string Count(const Proportion& share) { return fmt::format("{}/{}", share.count, share.of); }

std::string TurnTable(const std::map<RowKey, OutcomeList>& rows) {
  std::string table;
  for (const auto& [key, row] : rows) {
    const auto& [kind, language, recorded, condition] = key;
    if (AgentSpeaksFirst(kind)) continue;
    if (table.empty()) {
      table = fmt::format("{:<13}{:<4}{:<10}{:<11}{:>9}{:>8}{:>12}{:>7}{:>11}{:>11}\n", "kind", "",
                          "voices", "condition", "take-over", "cut in", "95 %", "split",
                          "decided ms", "answer ms");
    }
    const Proportion cut = Share(row, [](const DuplexOutcome& o) { return o.cut_in; });
    table += fmt::format(
        "{:<13}{:<4}{:<10}{:<11}{:>9}{:>8}{:>12}{:>7}{:>11}{:>11}\n", DuplexKindName(kind),
        LanguageCode(language), recorded ? "recorded" : "made", condition,
        Count(Share(row, [](const DuplexOutcome& o) { return o.took_over; })), Count(cut),
        Interval(cut), Share(row, [](const DuplexOutcome& o) { return o.split; }).count,
        Percentiles(row, &DuplexOutcome::decided_ms),
        Percentiles(row, &DuplexOutcome::answered_ms));
  }
  return table;
}

std::string OverlapTable(const std::map<RowKey, OutcomeList>& rows) {
  std::string table;
  for (const auto& [key, row] : rows) {
    const auto& [kind, language, recorded, condition] = key;
    if (!AgentSpeaksFirst(kind)) continue;
    if (table.empty()) {
      table = fmt::format("{:<13}{:<4}{:<10}{:<11}{:>8}{:>8}{:>13}{:>10}{:>10}{:>10}{:>9}\n",
                          "kind", "", "voices", "condition", "stopped", "right", "95 %",
                          "left ms", "heard ms", "told ms", "hole ms");
    }
    const Proportion right = Share(row, [](const DuplexOutcome& o) { return o.right(); });
    std::vector<int64_t> holes;
    for (const DuplexOutcome* outcome : row) {
      if (!outcome->stopped) holes.push_back(outcome->hole_ms);
    }
    table += fmt::format(
        "{:<13}{:<4}{:<10}{:<11}{:>8}{:>8}{:>13}{:>10}{:>10}{:>10}{:>9}\n", DuplexKindName(kind),
        LanguageCode(language), recorded ? "recorded" : "made", condition,
        Share(row, [](const DuplexOutcome& o) { return o.stopped; }).count, Count(right),
        Interval(right), Percentiles(row, &DuplexOutcome::last_sent_ms),
        Percentiles(row, &DuplexOutcome::last_heard_ms), Percentiles(row, &DuplexOutcome::told_ms),
        holes.empty() ? "-" : fmt::format("{}", Percentile(holes, 1)));
  }
  return table;
}

nlohmann::ordered_json MsJson(const OutcomeList& row, OptionalMs field) {
  const auto values = Known(row, field);
  if (values.empty()) return nullptr;
  return {{"p50", Percentile(values, 0.5)},
          {"p95", Percentile(values, 0.95)},
          {"cases", values.size()}};
}

// All cases together.
std::vector<int64_t> CpuTimes(const std::vector<DuplexOutcome>& outcomes,
                              std::vector<double> DuplexWork::*field) {
  std::vector<int64_t> all;
  for (const DuplexOutcome& outcome : outcomes) {
    for (const double ms : outcome.work.*field) all.push_back(std::llround(ms));
  }
  return all;
}

constexpr std::pair<const char*, std::vector<double> DuplexWork::*> kDuplexCosts[] = {
    {"final transcript", &DuplexWork::final_ms},
    {"partial transcript", &DuplexWork::partial_ms},
    {"end-of-turn score", &DuplexWork::score_ms},
    {"turn read", &DuplexWork::read_ms}};

std::string CostLines(const std::vector<DuplexOutcome>& outcomes) {
  std::string lines;
  for (const auto& [name, field] : kDuplexCosts) {
    const auto times = CpuTimes(outcomes, field);
    if (times.empty()) continue;
    lines += fmt::format("{}: {} ms (median), {} ms (95 %), {} times\n", name,
                         Percentile(times, 0.5), Percentile(times, 0.95),
                         times.size());
  }
  return lines;
}

nlohmann::ordered_json WordsJson(const DuplexWork& work) {
  auto all = nlohmann::ordered_json::array();
  for (const DuplexWork::Words& words : work.words) {
    all.push_back({{"text", words.text},
                   {"confidence", words.confidence},
                   {"final", words.is_final}});
  }
  return all;
}

template <typename T>
nlohmann::ordered_json OrNull(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

std::string DuplexTextReport(const std::vector<DuplexOutcome>& outcomes) {
  const auto rows = DuplexRows(outcomes);
  const std::string turns = TurnTable(rows);
  const std::string overlaps = OverlapTable(rows);
  return turns + (turns.empty() || overlaps.empty() ? "" : "\n") + overlaps + CostLines(outcomes);
}

nlohmann::ordered_json DuplexJsonReport(const std::vector<DuplexOutcome>& outcomes) {
  auto table = nlohmann::ordered_json::array();
  for (const auto& [key, row] : DuplexRows(outcomes)) {
    const auto& [kind, language, recorded, condition] = key;
    table.push_back(
        {{"kind", DuplexKindName(kind)},
         {"language", LanguageCode(language)},
         {"recorded", recorded},
         {"condition", condition},
         {"right", ToJson(Share(row, [](const auto& o) { return o.right(); }))},
         {"took_over", ToJson(Share(row, [](const auto& o) { return o.took_over; }))},
         {"cut_in", ToJson(Share(row, [](const auto& o) { return o.cut_in; }))},
         {"stopped", ToJson(Share(row, [](const auto& o) { return o.stopped; }))},
         {"decided_ms", MsJson(row, &DuplexOutcome::decided_ms)},
         {"answered_ms", MsJson(row, &DuplexOutcome::answered_ms)},
         {"last_sent_ms", MsJson(row, &DuplexOutcome::last_sent_ms)},
         {"last_heard_ms", MsJson(row, &DuplexOutcome::last_heard_ms)},
         {"told_ms", MsJson(row, &DuplexOutcome::told_ms)}});
  }
  auto cases = nlohmann::ordered_json::array();
  for (const DuplexOutcome& o : outcomes) {
    cases.push_back({{"kind", DuplexKindName(o.kind)},
                     {"name", o.name},
                     {"condition", o.condition},
                     {"language", LanguageCode(o.language)},
                     {"recorded", o.recorded},
                     {"right", o.right()},
                     {"heard", o.heard},
                     {"took_over", o.took_over},
                     {"cut_in", o.cut_in},
                     {"split", o.split},
                     {"stopped", o.stopped},
                     {"decided_ms", OrNull(o.decided_ms)},
                     {"answered_ms", OrNull(o.answered_ms)},
                     {"last_sent_ms", OrNull(o.last_sent_ms)},
                     {"last_heard_ms", OrNull(o.last_heard_ms)},
                     {"told_ms", OrNull(o.told_ms)},
                     {"hole_ms", o.hole_ms},
                     {"scores", o.work.scores},
                     {"whole", o.work.whole},
                     {"words", WordsJson(o.work)}});
  }
  auto costs = nlohmann::ordered_json::object();
  for (const auto& [name, field] : kDuplexCosts) {
    const auto times = CpuTimes(outcomes, field);
    costs[name] = {{"p50_ms", Percentile(times, 0.5)},
                   {"p95_ms", Percentile(times, 0.95)},
                   {"times", times.size()}};
  }
  return {{"evaluation", "turns"},
          {"cpu", std::move(costs)},
          {"table", std::move(table)},
          {"cases", std::move(cases)}};
}

}  // namespace vivavoce::eval
