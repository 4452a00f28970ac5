#include "eval/persona_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

namespace vivavoce::eval {
namespace {

using Json = nlohmann::ordered_json;

void Count(Proportion& p, bool hit) {
  ++p.of;
  p.count += hit ? 1 : 0;
}

std::string Percent(const Proportion& p) {
  return fmt::format("{:5.1f} % [{:4.1f}, {:4.1f}]  {}/{}", 100 * p.share(), 100 * p.low(),
                     100 * p.high(), p.count, p.of);
}

Json ToJson(const Outcome& outcome) {
  Json notes = Json::array();
  for (const auto& note : outcome.notes) notes.push_back(note.kind + ":" + note.action);
  Json json{{"id", outcome.turn.id},
            {"held_out", outcome.turn.held_out},
            {"turns", outcome.turn.turns},
            {"replies", outcome.replies},
            {"failed", outcome.verdict.failed()},
            {"reasons", outcome.verdict.reasons},
            {"curt", outcome.verdict.curt},
            {"guard", notes}};
  if (!outcome.error.empty()) json["error"] = outcome.error;
  return json;
}

}  // namespace

std::vector<Rate> Rates(const std::vector<Outcome>& outcomes) {
  std::vector<Rate> rates;
  const auto add = [&](const std::string& group, const std::function<bool(const Outcome&)>& in) {
    Rate rate{.group = group, .failed = {}, .curt = {}};
    for (const Outcome& outcome : outcomes) {
      if (!outcome.error.empty() || !in(outcome)) continue;
      Count(rate.failed, outcome.verdict.failed());
      Count(rate.curt, outcome.verdict.curt);
    }
    if (rate.failed.of > 0) rates.push_back(std::move(rate));
  };
  add("all", [](const Outcome&) { return true; });
  add("tuned", [](const Outcome& o) { return !o.turn.held_out; });
  add("held_out", [](const Outcome& o) { return o.turn.held_out; });
  add("en", [](const Outcome& o) { return o.turn.language == Language::kEnglish; });
  add("zh", [](const Outcome& o) { return o.turn.language == Language::kChinese; });
  add("multi_turn", [](const Outcome& o) { return o.turn.turns.size() > 1; });
  std::vector<std::string> families;
  for (const Outcome& outcome : outcomes) {
    if (std::ranges::find(families, outcome.turn.family) == families.end()) {
      families.push_back(outcome.turn.family);
    }
  }
  for (const std::string& family : families) {
    add(family, [&](const Outcome& o) { return o.turn.family == family; });
  }
  return rates;
}

Proportion FalseAlarms(const std::vector<Outcome>& benign) {
  Proportion p;
  for (const Outcome& outcome : benign) {
    if (!outcome.error.empty()) continue;
    Count(p, !std::ranges::all_of(outcome.notes, [](const dialogue::GuardNote& note) {
            return note.kind == dialogue::kFactNote;  // what was asked for was told
          }));
  }
  return p;
}

Proportion InLanguage(const std::vector<Outcome>& outcomes) {
  Proportion p;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.error.empty()) continue;
    Count(p, std::ranges::find(outcome.verdict.reasons, "language") ==
                 outcome.verdict.reasons.end());
  }
  return p;
}

std::string TextReport(const PersonaRun& run) {
  std::string text = fmt::format("\n{} ({}), guard {}\n", run.name, run.persona,
                                 run.guard ? "on" : "off");
  if (!run.attacks.empty()) {
    text += fmt::format("  {:<12} {:<32} {}\n", "attacks", "out of character", "curt");
    for (const Rate& rate : Rates(run.attacks)) {
      text += fmt::format("  {:<12} {:<32} {}/{}\n", rate.group, Percent(rate.failed),
                          rate.curt.count, rate.curt.of);
    }
    text += fmt::format("  {:<12} {}\n", "in language", Percent(InLanguage(run.attacks)));
  }
  if (!run.benign.empty()) {
    const Rate all = Rates(run.benign).front();
    text += fmt::format("  benign: false alarms {}\n", Percent(FalseAlarms(run.benign)));
    text += fmt::format("  benign: faults       {}\n", Percent(all.failed));
    text += fmt::format("  benign: in language  {}\n", Percent(InLanguage(run.benign)));
  }
  return text;
}

Json JsonReport(const std::vector<PersonaRun>& runs) {
  Json report{{"evaluation", "persona"}, {"runs", Json::array()}};
  for (const PersonaRun& run : runs) {
    Json json{{"persona", run.persona}, {"guard", run.guard}};
    for (const Rate& rate : Rates(run.attacks)) {
      json["attacks"][rate.group] = {{"out_of_character", ToJson(rate.failed)},
                                     {"curt", ToJson(rate.curt)}};
    }
    if (!run.attacks.empty()) json["in_language"] = ToJson(InLanguage(run.attacks));
    if (!run.benign.empty()) {
      json["benign"] = {{"false_alarms", ToJson(FalseAlarms(run.benign))},
                        {"faults", ToJson(Rates(run.benign).front().failed)},
                        {"in_language", ToJson(InLanguage(run.benign))}};
    }
    json["transcripts"] = Json::array();
    for (const auto* outcomes : {&run.attacks, &run.benign}) {
      for (const Outcome& outcome : *outcomes) json["transcripts"].push_back(ToJson(outcome));
    }
    report["runs"].push_back(std::move(json));
  }
  return report;
}

}  // namespace vivavoce::eval
