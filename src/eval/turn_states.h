// What the language model makes of turns: the hidden states that probes are trained on (docs/guard.md,
// docs/turns.md). Blocks until they are there.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "dialogue/reply.h"
#include "eval/attack_set.h"
#include "llm/language_model.h"
#include "persona/persona_library.h"

namespace vivavoce::eval {

struct TurnStateOptions {
  std::string persona;   // id or alias; "" the default
  bool in_talk = false;  // after two harmless turns, not as the first words
  bool toned = false;    // how the user's turns were said stands beside them, one of a few tones
};

// Reads turns as the server does. Threads: one at a time.
class StateReader {
 public:
  // `model` must outlive it. Errors: no session is free.
  static Result<StateReader> Create(llm::LanguageModel& model, persona::Persona persona);
  // After the prompt of `request`, whose persona is left out of account; empty when the model tells
  // none.
  Result<std::vector<float>> Read(dialogue::ReplyRequest request);

 private:
  StateReader(llm::LanguageModel& model, persona::Persona persona,
              std::unique_ptr<llm::ChatSession> session);

  llm::LanguageModel* model_;
  persona::Persona persona_;
  std::unique_ptr<llm::ChatSession> session_;
};

// `on_state` is told of the turns in order, on the caller's thread; earlier turns of a conversation
// are answered with a murmur. kNotFound: no such persona. kUnavailable: the model does not tell its
// states (LlamaConfig::state_layer).
Status ReadTurnStates(llm::LanguageModel& model, const persona::PersonaLibrary& personas,
                      const std::vector<TestTurn>& turns, const TurnStateOptions& options,
                      const std::function<void(const TestTurn&, std::span<const float>)>& on_state);

}  // namespace vivavoce::eval
