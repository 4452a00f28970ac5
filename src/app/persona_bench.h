// What a measurement of personas in text needs: the configuration, the personas and the language
// model on all cores. The model is checked before it is used.
#pragma once

#include <memory>

#include "app/command.h"
#include "app/engine_parts.h"
#include "base/error.h"
#include "persona/persona_library.h"
#include "runtime/thread_budget.h"

namespace vivavoce::app {

struct PersonaBench {
  Config config;
  persona::PersonaLibrary personas;
  std::unique_ptr<runtime::ThreadBudget> budget;
  std::unique_ptr<llm::LanguageModel> model;  // goes before the budget

  // `conversations`: held at one time. `state_layer`: whose states the model tells; -1: the
  // probe's.
  static Result<PersonaBench> Load(CommandContext& context, int conversations,
                                   int state_layer = -1);
};

}  // namespace vivavoce::app
