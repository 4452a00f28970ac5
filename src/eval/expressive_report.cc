#include "eval/expressive_report.h"

#include <fmt/format.h>

namespace vivavoce::eval {
namespace {

using OrderedJson = nlohmann::ordered_json;

void AddRow(std::vector<ExpressiveRow>& rows, const std::vector<ExpressiveOutcome>& outcomes,
            ExpressiveRow row) {
  for (const ExpressiveOutcome& outcome : outcomes) {
    const ExpressiveText& text = outcome.text;
    if (text.held_out != row.held_out) continue;
    if (row.expression != "all" && row.expression != ExpressionName(text.expression)) continue;
    if (row.language != Language::kUnknown && row.language != text.language) continue;
    ++row.right.of;
    row.right.count += outcome.verdict.right ? 1 : 0;
    row.neutral += outcome.neutral_errors;
    row.directed += outcome.directed_errors;
  }
  if (row.right.of > 0) rows.push_back(std::move(row));
}

OrderedJson ErrorsAsJson(const text::ErrorCount& errors) {
  return {{"errors", errors.errors()}, {"of", errors.reference}, {"rate", errors.rate()}};
}

OrderedJson OutcomeAsJson(const ExpressiveOutcome& outcome) {
  OrderedJson cues = OrderedJson::array();
  for (const ExpressionCue& cue : outcome.verdict.cues) {
    cues.push_back(
        {{"name", cue.name}, {"value", cue.value}, {"unit", cue.unit}, {"met", cue.met}});
  }
  return {{"id", outcome.text.id},
          {"held_out", outcome.text.held_out},
          {"source", outcome.text.source},
          {"voice", outcome.voice},
          {"directed", outcome.text.directed},
          {"neutral", outcome.text.neutral},
          {"right", outcome.verdict.right},
          {"cues", std::move(cues)},
          {"neutral_heard", outcome.neutral_heard},
          {"directed_heard", outcome.directed_heard},
          {"neutral_errors", ErrorsAsJson(outcome.neutral_errors)},
          {"directed_errors", ErrorsAsJson(outcome.directed_errors)}};
}

}  // namespace

bool ExpressiveRow::Passes() const {
  return right.share() >= kWantedRight && LossPoints() <= kMostLossPoints;
}

std::vector<ExpressiveRow> ExpressiveRows(const std::vector<ExpressiveOutcome>& outcomes) {
  std::vector<ExpressiveRow> rows;
  for (const bool held_out : {true, false}) {
    for (const std::string_view name : kExpressionNames) {
      for (const Language language : {Language::kEnglish, Language::kChinese}) {
        AddRow(rows, outcomes,
               {.expression = std::string(name), .language = language, .held_out = held_out});
      }
    }
    for (const Language language : {Language::kEnglish, Language::kChinese, Language::kUnknown}) {
      AddRow(rows, outcomes, {.expression = "all", .language = language, .held_out = held_out});
    }
  }
  return rows;
}

std::string ExpressiveTable(const std::vector<ExpressiveOutcome>& outcomes) {
  std::string table = fmt::format("{:<9}{:<12}{:<6}{:<31}{:>8}{:>9}{:>7}\n", "part", "expression",
                                  "", "heard in the sound", "plain", "directed", "loss");
  for (const ExpressiveRow& row : ExpressiveRows(outcomes)) {
    const Proportion& p = row.right;
    table += fmt::format("{:<9}{:<12}{:<6}{:<31}{:>6.1f} %{:>7.1f} %{:>7.1f}{}\n",
                         row.held_out ? "held out" : "tuned", row.expression,
                         row.language == Language::kUnknown ? "both" : LanguageCode(row.language),
                         fmt::format("{:3}/{:<3} {:5.1f} % [{:4.1f}, {:5.1f}]", p.count, p.of,
                                     100 * p.share(), 100 * p.low(), 100 * p.high()),
                         100 * row.neutral.rate(), 100 * row.directed.rate(), row.LossPoints(),
                         row.Passes() ? "" : "  *");
  }
  return table + fmt::format(
                     "plain, directed: error rate of the recogniser (words in English, characters "
                     "in Chinese); loss in points.\n* less than {:.0f} % or more than {:.0f} points\n",
                     100 * kWantedRight, kMostLossPoints);
}

nlohmann::ordered_json ExpressiveJson(const std::vector<ExpressiveOutcome>& outcomes) {
  OrderedJson rows = OrderedJson::array(), texts = OrderedJson::array();
  for (const ExpressiveRow& row : ExpressiveRows(outcomes)) {
    rows.push_back({{"part", row.held_out ? "held-out" : "tuned"},
                    {"expression", row.expression},
                    {"language", LanguageCode(row.language)},
                    {"right", ToJson(row.right)},
                    {"neutral", ErrorsAsJson(row.neutral)},
                    {"directed", ErrorsAsJson(row.directed)},
                    {"loss_points", row.LossPoints()},
                    {"passes", row.Passes()}});
  }
  for (const ExpressiveOutcome& outcome : outcomes) texts.push_back(OutcomeAsJson(outcome));
  return {{"evaluation", "expressive"}, {"rows", std::move(rows)}, {"texts", std::move(texts)}};
}

}  // namespace vivavoce::eval
