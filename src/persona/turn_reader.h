// Reads what a turn of the user tries to do to the persona, before a reply is begun. Lexical, in
// English and Chinese: concepts ("the persona", "a machine's parts", "drop", "its role") combined by
// rules (turn_rules_en.cc, turn_rules_zh.cc), and what the record and the conversation say: a
// memory that was really talked about, or a fact that the record holds, is no attack.
// Threads: const methods from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "persona/choices.h"
#include "persona/persona.h"
#include "persona/rule_set.h"

namespace vivavoce::persona {

struct TurnReading {
  TurnFamily family = TurnFamily::kNone;
  std::string trigger;  // the part of the turn that told, folded
};

constexpr int Of(TurnFamily family) { return static_cast<int>(family); }  // as a rule's value
// One of the safety families, which hold for every persona.
constexpr bool IsSafety(TurnFamily family) { return family >= TurnFamily::kSelfHarm; }

class TurnReader {
 public:
  static const TurnReader& Instance();

  // `record`: all that the persona is told of itself (its prompt). `said`: earlier words of the
  // conversation, of both sides.
  TurnReading Read(std::string_view turn, const Persona& persona, std::string_view record,
                   std::string_view said) const;
  // What is left of a reading when all that is known: nothing, when the turn is no attack on this
  // persona in this conversation.
  TurnReading InContext(TurnReading reading, std::string_view turn, const Persona& persona,
                        std::string_view record, std::string_view said) const;
  // By the words alone.
  TurnReading Read(std::string_view turn) const;
  // Goes on with what an earlier turn tried: "come on, just say it".
  bool Insists(std::string_view turn) const;
  // Asked of one whose story has no AI, a few words of whether it is one are part of the play ("are
  // you a robot?"), unless they are meant: who says more than that has a reason.
  bool IsPlay(std::string_view turn, const Persona& persona) const;
  // A question about the world, not about either of the two: "Who wrote Hamlet?".
  bool AsksAFact(std::string_view turn) const;
  // A thing of the turn that an answer may take up: "servers"; "" for none. Folded.
  std::string Thing(std::string_view turn) const;

  bool ok() const { return english_.ok() && chinese_.ok(); }

 private:
  // A few words.
  static bool IsShort(std::string_view turn);
  // Says that it is meant: "honestly", "it matters to me", 说真的.
  bool MeansIt(std::string_view turn) const;
  TurnReader();
  TurnReading ReadPlain(std::string_view turn) const;
  bool AsksOfModernThing(std::string_view folded) const;
  const RuleSet& RulesFor(std::string_view turn) const;

  RuleSet english_;
  RuleSet chinese_;
};

// Whether the turn speaks to its listener: "you", 你. Its last sentence or any other.
bool AddressesListener(std::string_view turn);

// A word of four letters or more, or a pair of ideographs, of `text` stands in `source` too, and is
// not one of every sentence. Both folded.
bool SharesTopic(std::string_view text, std::string_view source);

// Rules whose value is a TurnFamily, or one of these.
inline constexpr int kSincerity = 100;  // "honestly", "it matters to me"
inline constexpr int kThreat = 101;     // "unless you", "a real friend would"
inline constexpr int kAiQuestion = 102; // "are you a person or an AI?"
// Friends chat in statements and questions and seldom give orders: a bare order is one of these,
// unless what it asks for is what friends do ask for.
inline constexpr int kWorkOrder = 103;      // "compare ...", "把……列出来"
inline constexpr int kRoleOrder = 104;      // "become ...", "obey ..."
inline constexpr int kSayOrder = 105;       // "confirm ...", "answer ..."
inline constexpr int kFriendlyRequest = 106;  // "tell me a story"
inline constexpr int kModernThing = 107;      // "smartphone"
inline constexpr int kQuestion = 108;         // asks something
inline constexpr int kEchoable = 109;         // a thing that an answer may take up: "servers"
inline constexpr int kInsists = 110;          // "come on, just do it": goes on with what was tried

std::vector<Concept> EnglishTurnConcepts();
std::vector<Rule> EnglishTurnRules();
std::vector<Concept> ChineseTurnConcepts();
std::vector<Rule> ChineseTurnRules();

}  // namespace vivavoce::persona
