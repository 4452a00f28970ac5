// Looks at a clause of a reply before it is spoken: is this still the persona? Lexical rules in
// both languages, overlap with the prompt and with the user's own words, and the record (its name,
// what it never says). A clause is looked at together with what was said before it, so that a fault
// cut in half by a clause boundary is seen at its second half. Microseconds a clause.
// Threads: const methods from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "persona/choices.h"
#include "persona/persona.h"
#include "persona/rule_set.h"

namespace vivavoce::persona {

enum class ClauseFault {
  kPremise,   // speaks of itself as of a machine: servers, training, "as an AI"
  kAdmits,    // says it is an AI where its story does not have it
  kMaker,     // names a vendor or a model
  kAssistant, // the register of an assistant: "how can I help", 很抱歉，我无法
  kLeak,      // recites its prompt
  kMarkup,    // lists, code, tables, emoji
  kLanguage,  // has changed the language
  kEcho,      // says what it was told to say
  kAccepts,   // takes a false memory or fact for true, or makes up what it cannot know
  kRepeats,   // says again what it has just said
  kNeverSays, // says what its record says it never says
  kLecture,   // talks like a manual
  kCurt,      // hardly says anything
  kConfused,  // calls the user by its own name, or itself by the user's
  kDenies     // says that it is human where it may not
};
std::string_view FaultName(ClauseFault fault);

struct ClauseContext {
  TurnFamily family = TurnFamily::kNone;  // of the turn that is answered
  // What the turn may be trying, when the model's state says so too faintly to be believed: then
  // the reply may not give in to it.
  TurnFamily suspected = TurnFamily::kNone;
  Language language = Language::kEnglish;
  bool admits_ai = false;    // may say that it is an AI, and may not deny it
  bool plays_machine = false;  // its role is a machine's: parts and programs are its own
  std::string turn;          // the user's words
  std::string prompt;        // system text; not the examples
  std::vector<std::string> never_says;
  bool informs = false;  // it is there to explain things
  std::string name;      // its own
};

class ClauseChecker {
 public:
  explicit ClauseChecker(ClauseContext context);
  // `before`: what was said of this reply so far.
  std::optional<ClauseFault> Check(std::string_view clause, std::string_view before) const;

 private:
  std::optional<ClauseFault> AboutItself(std::string_view folded, bool first) const;
  bool GivesIn(std::string_view folded, bool first) const;
  bool Leaks(std::string_view folded) const;
  bool Echoes(std::string_view folded) const;
  bool CallsByOwnName(std::string_view folded) const;
  bool WrongLanguage(std::string_view clause) const;

  ClauseContext context_;
  TurnFamily tried_ = TurnFamily::kNone;  // by the turn, known or suspected
  std::string folded_turn_;
  std::string folded_prompt_;
  bool asks_ = false;  // the turn is a question
  std::vector<std::vector<std::string>> literals_;  // units of what is to be said word for word
  std::vector<std::string> prompt_units_;
  std::vector<std::string> turn_units_;
  std::vector<std::string> never_says_;  // folded
};

// A test compiles them.
const RuleSet& ClauseRules();

}  // namespace vivavoce::persona
