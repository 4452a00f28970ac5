// Parts of the record in the words that a language model reads. Each section is a list of
// sentences, the most telling first, so that a budget can cut it short. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/persona.h"

namespace vivavoce::persona {

enum class PromptForm {
  kCompact,  // at most three entries of every list
  kFull,     // everything
};

struct SectionRequest {
  Language language = Language::kEnglish;
  PromptForm form = PromptForm::kCompact;
  std::string_view scene;  // id of one of its scenes; "" or unknown: none
};

// Empty when the record says nothing about it.
std::vector<std::string> SectionSentences(const Persona& persona, PromptSection section,
                                          const SectionRequest& request);

// A name for people: "boundaries" / "边界".
std::string_view SectionTitle(PromptSection section, Language language);

}  // namespace vivavoce::persona
