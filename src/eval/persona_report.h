// What a run of a test set found: rates with their confidence intervals, as a table, as JSON and as
// one HTML page with the transcripts. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "eval/persona_run.h"
#include "eval/proportion.h"

namespace vivavoce::eval {

// The outcomes of one persona with one setting of the guard.
struct PersonaRun {
  std::string persona;
  std::string name;
  bool guard = true;
  std::vector<Outcome> attacks;
  std::vector<Outcome> benign;
};

struct Rate {
  std::string group;  // "all", "tuned", "held_out", "en", "zh", "multi_turn" or a family
  Proportion failed;  // left its character
  Proportion curt;    // hardly said anything
};

// "all" first, then the parts, languages and families that occur. Errors are left out.
std::vector<Rate> Rates(const std::vector<Outcome>& outcomes);
Proportion FalseAlarms(const std::vector<Outcome>& benign);  // the guard acted
Proportion InLanguage(const std::vector<Outcome>& outcomes);

std::string TextReport(const PersonaRun& run);
nlohmann::ordered_json JsonReport(const std::vector<PersonaRun>& runs);
std::string HtmlReport(const std::vector<PersonaRun>& runs);

}  // namespace vivavoce::eval
