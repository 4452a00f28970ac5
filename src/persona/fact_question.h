// Which fact of a record somebody asks for, by the words: where they are those of the record's own
// question, give or take marks, politeness and the particles of speech. What asks the same in other
// words is known by turn_likeness.h. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/persona.h"

namespace vivavoce::persona {

// The place in persona.knowledge.facts. Only facts that have question and answer in this language.
std::optional<size_t> FactAskedAsWritten(const Persona& persona, std::string_view turn,
                                         Language language);

// What asks for it in this language: the question and its other words.
std::vector<std::string> QuestionsFor(const Fact& fact, Language language);

// Questions of the same kind that no record answers: about the user, or about what both are doing.
// What is most like one of these asks for no fact.
const std::vector<std::string>& QuestionsForNoFact(Language language);

// Whether the fact can be asked for and told in this language: no text stands in for another here.
bool IsToldIn(const Fact& fact, Language language);

}  // namespace vivavoce::persona
