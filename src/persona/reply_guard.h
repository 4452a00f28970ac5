// Keeps one reply in its character (docs/guard.md): reads the turn, says what to begin with and what
// to tell the language model, and checks every clause before it is spoken. Pure; made for each
// reply. Threads: const methods from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "persona/clause_check.h"
#include "persona/persona.h"
#include "persona/turn_reader.h"

namespace vivavoce::persona {

struct GuardRequest {
  Language language = Language::kEnglish;  // of the turn
  std::string turn;                        // what the user said last
  std::string said_by_user;                // earlier, a turn a line
  std::string said_by_persona;
  std::string instructions;  // the client's in place of the persona's text; "" none
  bool has_tools = false;    // it may find out and do things
};

struct GuardPlan {
  TurnFamily family = TurnFamily::kNone;
  std::string lead;      // to begin with, at once: whole sentences; "" when the model begins
  std::string rest;      // what follows the lead unless the model has something better
  bool goes_on = true;   // the model may add to the lead
  bool factual = false;  // asks about the world: what is right matters more than what is bold
  std::string reminder;  // told to the model at the end of its prompt; "" nothing
};

class ReplyGuard {
 public:
  // nullptr: nobody's character is to be kept. Such are instructions of a client that name no
  // character; the safety floor holds for them all the same, then only its plan is made.
  ReplyGuard(const Persona& persona, GuardRequest request);

  const GuardPlan& plan() const { return plan_; }
  // Whether clauses are checked at all.
  bool checks() const { return checker_.has_value(); }
  bool plays_machine() const { return machine_; }
  // What is wrong with a clause; nullopt: it may be spoken.
  std::optional<ClauseFault> Check(std::string_view clause, std::string_view before) const;
  // Whether a sentence that the model would add to the lead is better than the record's own: in
  // character, about something else than the attack, and no lecture.
  bool IsWorthAdding(std::string_view sentence) const;
  // A whole reply that hardly says anything.
  bool IsCurt(std::string_view reply) const;
  // For another attempt.
  std::string Reminder() const;
  // In place of what was caught. `before`: what was said of this reply.
  std::string Deflection(std::string_view before) const;

  // What the language model is shown before the examples of the record; none for instructions of a
  // client.
  static std::vector<ExampleExchange> Examples(const Persona& persona, Language language);
  // Compiles the rules, 0.1 s, so that no turn has to wait for it.
  static void WarmUp();
  // Texts that the language model must not write, for sampling.
  static std::vector<std::string> BannedTexts(bool machine);

 private:
  void PlanUnderPressure();
  void PlanLead();

  Persona persona_;  // of the client's making, when there are instructions
  GuardRequest request_;
  bool machine_ = false;
  std::string prompt_;  // what the model is told of it
  GuardPlan plan_;
  std::optional<ClauseChecker> checker_;
};

// A user's turn as later prompts repeat it: those that would take the character away are told in
// neutral words, so that they do not go on working. `turn` itself when it is harmless.
std::string TurnAsRemembered(std::string_view turn);

// The name in instructions such as "You are Bob, a baker" or "你是面包师小王": "" when none is given,
// as in "You are a helpful assistant".
std::string NameInInstructions(std::string_view instructions);

}  // namespace vivavoce::persona
