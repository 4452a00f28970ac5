// The default persona's language model, loaded to read turns and to write nothing, for evaluations.
// Threads: one at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "app/engine_parts.h"
#include "dialogue/turn_end_probe.h"
#include "eval/turn_states.h"

namespace vivavoce::app {

// Members are destroyed from the last to the first.
class TurnReader {
 public:
  // Reads the persona's prompt in both languages, as a server has when a conversation begins: seconds.
  static Result<TurnReader> Load(const Config& config, const runtime::ManifestModelStore& store);

  // How whole the turn is that `request` answers (dialogue/turn_end_probe.h); nullopt: the model cannot
  // tell.
  std::optional<float> Whole(const dialogue::ReplyRequest& request);

 private:
  TurnReader() = default;

  std::unique_ptr<runtime::ThreadBudget> budget_;
  std::unique_ptr<llm::LanguageModel> model_;
  const dialogue::TurnEndProbe* probe_ = nullptr;
  std::map<Language, eval::StateReader> readers_;
};

}  // namespace vivavoce::app
