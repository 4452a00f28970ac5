// The macros of character cards: {{char}}, {{user}}, {{random:a,b}}, {{pick:a,b}}, {{roll:d6}},
// {{reverse:text}}, {{// a comment}}, {{comment: ...}}, {{hidden_key:...}}, {{original}}, and the
// older <BOT>, <CHAR>, <USER>. Case does not matter; unknown ones are left as they are. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vivavoce::persona {

struct MacroValues {
  std::string character;
  std::string user;
  std::string original;  // what {{original}} stands for in a system prompt
  uint64_t seed = 0;     // of random, pick and roll
};

// One pass from left to right, so that no value can hold a macro; the result is at most 1 MiB.
std::string ExpandMacros(std::string_view text, const MacroValues& values);

}  // namespace vivavoce::persona
