// Asks personas what their records say, each question as the first words of a conversation, by the
// reply code that real conversations use. Blocks until all are asked.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialogue/speech_engine.h"
#include "eval/fact_questions.h"
#include "eval/proportion.h"
#include "llm/language_model.h"
#include "persona/persona_library.h"
#include "runtime/thread_budget.h"

namespace vivavoce::eval {

struct FactRunOptions {
  bool guard = true;
  uint32_t seed = 0;
  int conversations = 4;  // held at a time; [1, 64]
};

struct FactOutcome {
  FactQuestion question;
  std::string reply;
  std::vector<dialogue::GuardNote> notes;
  bool right = false;
};

// `on_outcome` is told of each as it ends, from any thread, one at a time. Models must outlive the
// call.
Result<std::vector<FactOutcome>> RunFacts(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    runtime::ThreadBudget& budget, const std::vector<FactQuestion>& questions,
    const FactRunOptions& options, const std::function<void(const FactOutcome&)>& on_outcome);

struct FactRate {
  std::string group;  // "all", a kind, a language with a kind, or a persona
  Proportion right;
  Proportion told;  // of these, told as the record has it, before the language model wrote
};
std::vector<FactRate> FactRates(const std::vector<FactOutcome>& outcomes);

std::string FactReport(const std::vector<FactOutcome>& outcomes);
nlohmann::ordered_json FactJson(const std::vector<FactOutcome>& outcomes);

}  // namespace vivavoce::eval
