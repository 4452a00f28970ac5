// When a persona says its catchphrases: as often as its record sets, whatever the language model
// makes of them. One that is behind its share is said before a reply's own words; one that is ahead
// is not written. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "persona/persona.h"

namespace vivavoce::persona {

struct CatchphrasePlan {
  std::string first;                // said before the reply, a sentence; "" none
  std::vector<std::string> spared;  // not to be written, without marks
};

// `turn`: what is answered. `said`: its earlier replies, a line each. None is said first to grief,
// and to a question only when it is long overdue: most are what one says to news.
CatchphrasePlan PlanCatchphrases(const Persona& persona, Language language, std::string_view turn,
                                 std::string_view said);

}  // namespace vivavoce::persona
