// Keeps one reply in its character (docs/guard.md): reads the turn, answers an attack itself or says
// what to tell the language model, and checks every clause before it is spoken. Pure; made for each
// reply. Threads: const methods from any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "persona/catchphrase_plan.h"
#include "persona/clause_check.h"
#include "persona/persona.h"
#include "persona/turn_probe.h"
#include "persona/turn_reader.h"

namespace vivavoce::persona {

struct GuardRequest {
  Language language = Language::kEnglish;  // of the turn
  std::string turn;                        // what the user said last
  bool unheard = false;                    // who spoke, and nothing was understood
  std::string said_by_user;                // earlier, a turn a line
  std::string said_by_persona;
  std::string instructions;  // the client's in place of the persona's text; "" none
  bool has_tools = false;    // it may find out and do things
};

struct GuardPlan {
  TurnFamily family = TurnFamily::kNone;
  // What the model's state says too faintly to be believed: the reply is its own, checked harder.
  TurnFamily suspected = TurnFamily::kNone;
  bool calm = false;     // the model's state was heard, and suspects nothing
  std::string answer;    // the whole reply, in the persona's own words; "" when the model writes it
  bool is_fact = false;  // the answer is what the record says about what was asked
  CatchphrasePlan catchphrases;  // of a reply that the model writes
  std::vector<std::string> said;  // beginnings of what it said lately, not to be written again
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
  // Whether there are words to be judged: none were understood, or only laughed or sighed.
  bool HasTurn() const { return !request_.turn.empty(); }
  // Whether the model's own state, where there is one, should be heard before the plan's answer is
  // given: the rules are lexical, and "never mind" is no order. Safety does not wait.
  bool MayBeDoubted() const;
  // What the model's state tells of the turn (turn_probe.h): an attack that no rule knows, or that
  // what a rule saw is none. True: the plan has an answer now. Nothing is changed for characters of
  // a client's making, whom the probe was not trained on. `fact`: the one of persona.knowledge.facts
  // that the turn asks for, by its state; it is told unless it was already, or the turn tries more.
  bool ReadState(const TurnProbe& probe, std::span<const float> state,
                 std::optional<size_t> fact = std::nullopt);
  // Whether a state that was read with a tone leaves it open what the turn tries: suspected, or seen
  // by a rule and doubted. The tone alone may have raised the suspicion.
  bool IsUnsure(const TurnProbe& probe, std::span<const float> state) const;
  // A whole reply that hardly says anything.
  bool IsCurt(std::string_view reply) const;
  // The beginning of a harmless turn's reply without "Sure!", "好的，": an assistant's habit, and no
  // reason to throw away what follows. May be empty.
  std::string WithoutReadiness(std::string_view clause) const;
  // "I'm sorry," says nothing yet: in character it goes on with comfort, out of it with a refusal.
  static bool IsOnlyApology(std::string_view clause);
  // Told to the model at the end of its prompt: who it is, after an attack; and for another attempt at
  // a reply. A small model that is told its name there introduces itself, so the second does not say it.
  std::string Reminder() const;
  std::string RetryReminder() const;
  // In place of what was caught for `fault`; nullopt: nothing was said at all. `before`: what was
  // said of this reply. One that would have denied what it is says what it is; who tried nothing is
  // asked to say it again.
  std::string Deflection(std::string_view before, std::optional<ClauseFault> fault) const;

  // What the language model is shown before the examples of the record; none for instructions of a
  // client.
  static std::vector<ExampleExchange> Examples(const Persona& persona, Language language);
  // Compiles the rules, 0.1 s, so that no turn has to wait for it.
  static void WarmUp();
  // Texts that the language model must not write, for sampling.
  static std::vector<std::string> BannedTexts(bool machine);

 private:
  void PlanUnderPressure();
  void PlanAnswer();
  // Answers what the turn asks for, if it was not told before; else leaves it to the model, which has
  // it before its eyes.
  void PlanFact(size_t fact);
  void MakeChecker();
  // What the probe tells, for this persona: who asks is sincere, unless it is part of the play.
  TurnProbe::Reading ReadTurn(const TurnProbe& probe, std::span<const float> state) const;
  // Whether the words can be what the state makes of them. "Is that a yes or a no?" looks much like a
  // sincere question, but no rule, nor these words, nor those of the turn before say so; in a talk that
  // has just changed its language plain words look like a wish for another.
  bool HasWordsFor(TurnFamily family) const;
  // It said a moment ago that it is an AI, and was not asked again: "thanks for telling me" is no
  // question, though the state is full of it.
  bool HasBeenTold() const;
  // What is left of a family that the state tells, for this persona and conversation.
  TurnFamily InContext(TurnFamily family) const;
  std::string Said() const;                     // earlier, by both
  bool IsOwnMatter(TurnFamily family) const;    // no attack on one like this

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
