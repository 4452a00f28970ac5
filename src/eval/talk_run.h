// Long everyday talks with a persona, by the reply code of real conversations: does it stay itself
// to the end? What is counted, by thirds of the talk: words out of character by the scorer, strays
// from the record's style (persona/reply_style.h), the language, questions about itself answered
// rightly, and how often its catchphrases are said against their setting. Blocks until all talks
// are held.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"
#include "dialogue/speech_engine.h"
#include "eval/proportion.h"
#include "llm/language_model.h"
#include "persona/persona_library.h"
#include "persona/reply_style.h"
#include "runtime/thread_budget.h"

namespace vivavoce::eval {

// What a person says in one talk. "{fact}" stands for a question about the persona.
struct Talk {
  std::string id;
  Language language = Language::kEnglish;
  std::vector<std::string> turns;
};

std::string_view BuiltInTalks();  // evals/persona/talks.tsv

// Fields parted by tabs: talk, language (en, zh), what is said. Errors name `source` and the line.
Result<std::vector<Talk>> ParseTalks(std::string_view text, std::string_view source);

struct TalkRunOptions {
  std::vector<std::string> personas;  // ids
  bool guard = true;
  uint32_t seed = 0;
  int conversations = 4;  // held at a time; [1, 64]
};

struct TalkTurn {
  std::string said;
  std::string reply;
  std::vector<dialogue::GuardNote> notes;
  std::vector<std::string> reasons;  // out of character, by PersonaScorer::ScoreBenign
  persona::ReplyStyle style;
  bool asks_fact = false;
  bool right = false;  // of one that asks
};

struct TalkOutcome {
  std::string persona;
  Talk talk;
  double catchphrases_set = 0;  // of its replies, all phrases together
  std::vector<TalkTurn> turns;
};

// `on_outcome` is told of each talk as it ends, from any thread, one at a time.
Result<std::vector<TalkOutcome>> RunTalks(
    llm::LanguageModel& model, const persona::PersonaLibrary& personas,
    runtime::ThreadBudget& budget, const std::vector<Talk>& talks, const TalkRunOptions& options,
    const std::function<void(const TalkOutcome&)>& on_outcome);

struct TalkRate {
  std::string group;  // "all", "turns 1-10", "en", a persona
  Proportion out_of_character;
  Proportion strayed;
  Proportion in_language;
  Proportion facts_right;
  int catchphrases = 0;
  double catchphrases_set = 0;  // how many there should be
};
std::vector<TalkRate> TalkRates(const std::vector<TalkOutcome>& outcomes);

std::string TalkReport(const std::vector<TalkOutcome>& outcomes);
nlohmann::ordered_json TalkJson(const std::vector<TalkOutcome>& outcomes);

}  // namespace vivavoce::eval
