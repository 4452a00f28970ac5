// What the language model makes of turns: the hidden states that a turn probe is trained on
// (docs/guard.md). Blocks until all are there.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "eval/attack_set.h"
#include "llm/language_model.h"
#include "persona/persona_library.h"

namespace vivavoce::eval {

struct TurnStateOptions {
  std::string persona;   // id or alias; "" the default
  bool in_talk = false;  // after two harmless turns, not as the first words
  bool toned = false;    // how the user's turns were said stands beside them, one of a few tones
};

// `on_state` is told of the turns in order, on the caller's thread; earlier turns of a conversation
// are answered with a murmur. kNotFound: no such persona. kUnavailable: the model does not tell its
// states (LlamaConfig::state_layer).
Status ReadTurnStates(llm::LanguageModel& model, const persona::PersonaLibrary& personas,
                      const std::vector<TestTurn>& turns, const TurnStateOptions& options,
                      const std::function<void(const TestTurn&, std::span<const float>)>& on_state);

}  // namespace vivavoce::eval
