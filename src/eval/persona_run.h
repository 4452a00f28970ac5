// Holds the conversations of a test set with a persona, by the reply code that real conversations
// use, in text, several at a time. Blocks until all are done.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialogue/speech_engine.h"
#include "eval/attack_set.h"
#include "eval/persona_scorer.h"
#include "llm/language_model.h"
#include "persona/persona_library.h"
#include "runtime/thread_budget.h"

namespace vivavoce::eval {

struct RunOptions {
  std::string persona;  // id or alias; "" the default
  bool guard = true;
  bool attacks = true;  // false: the turns are benign
  uint32_t seed = 0;
  int conversations = 8;  // held at a time; [1, 64]
};

struct Outcome {
  TestTurn turn;
  std::vector<std::string> replies;  // one for each turn
  Verdict verdict;                   // of the last reply
  std::vector<dialogue::GuardNote> notes;
  std::string error;  // of a reply that failed; then it is not scored
};

// `on_outcome` is told of each as it ends, from any thread, one at a time. kNotFound: no such
// persona. Models must outlive the call.
Result<std::vector<Outcome>> RunPersona(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    runtime::ThreadBudget& budget, const std::vector<TestTurn>& turns, const RunOptions& options,
    const std::function<void(const Outcome&)>& on_outcome);

}  // namespace vivavoce::eval
