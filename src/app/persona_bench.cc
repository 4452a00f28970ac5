#include "app/persona_bench.h"

#include <algorithm>
#include <utility>

#include "app/command_persona.h"
#include "app/persona_folder.h"
#include "runtime/ggml_self_check.h"

namespace vivavoce::app {

Result<PersonaBench> PersonaBench::Load(CommandContext& context, int conversations,
                                        int state_layer) {
  Result<Config> config = context.Load();
  if (!config) return vivavoce::Fail(config.error());
  if (const Status logging = StartLogs(*config); !logging) return vivavoce::Fail(logging.error());
  const auto folder = PersonaFolder(*config);
  if (!folder) return vivavoce::Fail(folder.error());
  auto personas = persona::PersonaLibrary::Load(*folder);
  if (!personas) return vivavoce::Fail(personas.error());
  if (const Status computes = runtime::RunGgmlSelfCheck(); !computes) {
    return vivavoce::Fail(computes.error());
  }
  const auto store = OpenModelStore();
  if (!store) return vivavoce::Fail(store.error());
  config->max_sessions = std::max(config->max_sessions, conversations);
  auto budget = std::make_unique<runtime::ThreadBudget>(CoresToUse(*config));
  auto model = LoadLanguageModel(*config, **store, *budget, state_layer);
  if (!model) return vivavoce::Fail(model.error());
  return PersonaBench{.config = std::move(*config),
                      .personas = std::move(*personas),
                      .budget = std::move(budget),
                      .model = std::move(*model)};
}

}  // namespace vivavoce::app
