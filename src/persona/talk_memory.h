// What a persona keeps of a long talk when its beginning no longer fits the language model's
// context: what the user told of themselves, in their own words. They are kept rather than retold,
// since a small model retells wrongly. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/language.h"

namespace vivavoce::persona {

struct Said {
  bool by_user = true;
  std::string_view text;
};

// One paragraph for the prompt, at most `budget_tokens` by estimate; "" when nothing is worth
// keeping. `forgotten`: what no longer stands in the prompt, oldest first. Names come first, then
// the latest.
std::string RememberedTalk(std::span<const Said> forgotten, Language language, int budget_tokens);

}  // namespace vivavoce::persona
