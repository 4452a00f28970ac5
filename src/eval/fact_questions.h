// Questions about what the record of a persona says, and whether a reply answers them rightly:
// those that the record itself gives (its name, knowledge.facts), and others for the same facts
// (evals/persona/fact_questions.tsv). Shares no code with the guard, which tells such facts. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/language.h"
#include "persona/persona.h"
#include "persona/persona_library.h"

namespace vivavoce::eval {

struct FactQuestion {
  std::string persona;  // id
  Language language = Language::kEnglish;
  std::string question;
  std::string answer;  // as the record has it
  std::string key;     // what a right answer holds; "/" between those that will do
  std::string kind;    // "name", "as_written", "in_other_words"
};

std::string_view BuiltInFactQuestions();  // evals/persona/fact_questions.tsv

// Its name, and each fact by the question of the record, in the languages that have both.
std::vector<FactQuestion> QuestionsOf(const persona::Persona& persona);
// Fields parted by tabs: persona, language (en, zh), place of the fact in the record (from 1),
// question. Personas that the library lacks are left out. Errors name `source` and the line.
Result<std::vector<FactQuestion>> ParseFactQuestions(std::string_view text, std::string_view source,
                                                     const persona::PersonaLibrary& personas);

// Whether the reply holds a key, at the beginning of a word where it is one of letters. Without a
// key: half of the answer's words of four letters, or pairs of ideographs, which the question does
// not have.
bool AnswersRightly(const FactQuestion& question, std::string_view reply);

}  // namespace vivavoce::eval
