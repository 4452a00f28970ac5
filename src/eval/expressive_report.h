// What a run of expressive texts came to: for each expression and language how often the direction
// is heard in the sound, and what it costs in words understood. As a table, as JSON and as one HTML
// page with the recordings. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "eval/expression_check.h"
#include "eval/expressive_set.h"
#include "eval/proportion.h"

namespace vivavoce::eval {

struct ExpressiveOutcome {
  ExpressiveText text;
  std::string voice;
  ExpressionVerdict verdict;
  text::ErrorCount neutral_errors, directed_errors;
  std::string neutral_heard, directed_heard;
  // MP3, for the page; may be empty.
  std::string neutral_sound, directed_sound;
};

struct ExpressiveRow {
  std::string expression;  // or "all"
  Language language = Language::kUnknown;  // kUnknown: both
  bool held_out = false;
  Proportion right;
  text::ErrorCount neutral, directed;
  // Points of word error rate (Chinese: character error rate) lost by acting.
  double LossPoints() const { return 100 * (directed.rate() - neutral.rate()); }
  bool Passes() const;
};

// Of an expression in a language: this share of the held-out texts, and no greater loss.
inline constexpr double kWantedRight = 0.9, kMostLossPoints = 3;

// By part, expression and language in the order of the enumeration, then "all"; only what occurs.
std::vector<ExpressiveRow> ExpressiveRows(const std::vector<ExpressiveOutcome>& outcomes);

std::string ExpressiveTable(const std::vector<ExpressiveOutcome>& outcomes);
nlohmann::ordered_json ExpressiveJson(const std::vector<ExpressiveOutcome>& outcomes);
std::string ExpressiveHtml(const std::vector<ExpressiveOutcome>& outcomes);

}  // namespace vivavoce::eval
