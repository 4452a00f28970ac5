// A whole answer, in the persona's own words, to a turn that would have it leave its character:
// spoken at once in place of what the language model might say, or when that was caught. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/choices.h"
#include "persona/persona.h"

namespace vivavoce::persona {

struct DeflectionRequest {
  TurnFamily family = TurnFamily::kNone;
  Language language = Language::kEnglish;
  std::string_view turn;  // chooses among lines: other words, another line
  std::string_view said;  // what it said before; lines in it are not said again
  std::string_view thing;  // of the turn, to be taken up: "servers"; "" none
};

// From the record: its deflections for the family, replies of examples whose user tries the same,
// what it says of things it does not know, its disclosure. Then lines for everybody, in its register
// and with its form of address and something of its own (deflection_lines.cc). Safety families have
// fixed words, whoever speaks. Never empty.
std::string Deflect(const Persona& persona, const DeflectionRequest& request);

// Two exchanges that show a language model how this persona takes it when somebody calls it a
// machine or recalls what never happened, to stand before the examples of its record.
std::vector<ExampleExchange> ExamplesUnderPressure(const Persona& persona, Language language,
                                                   bool plays_machine);

// Everything Deflect may say to this family, best first; for tests and the linter.
std::vector<std::vector<std::string>> DeflectionPools(const Persona& persona, TurnFamily family,
                                                      Language language);

// Lines for any persona. "{you}" is its form of address with a comma before it, or nothing; "{name}"
// its name; "{own}" a fact of its record, or nothing.
struct CommonLines {
  std::vector<std::string_view> plain;
  std::vector<std::string_view> archaic;
};
CommonLines LinesFor(TurnFamily family, Language language, DisclosurePolicy policy);
std::string_view SafetyLine(TurnFamily family, Language language);

}  // namespace vivavoce::persona
