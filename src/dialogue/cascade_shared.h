// What the sessions and replies of one CascadeEngine share. Private to the cascade_*.cc files.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dialogue/cascade_engine.h"
#include "dialogue/fact_shelf.h"
#include "dialogue/opener_shelf.h"
#include "persona/lore_shelf.h"
#include "runtime/priority_worker.h"

namespace vivavoce::dialogue {

struct CascadeEngine::Shared {
  explicit Shared(CascadeParts p)
      : parts(std::move(p)), facts(parts.language_model, parts.turn_likeness) {}

  const CascadeParts parts;
  std::atomic<int> computing = 0;  // jobs on a worker or in the language model
  std::atomic<uint64_t> next_owner = 1;
  // Sessions that only keep a persona's prompt in the language model's cache, to be shared by
  // others.
  std::vector<std::unique_ptr<llm::ChatSession>> resident_prompts;
  FactShelf facts;
  OpenerShelf openers;
  persona::LoreShelf lore;
  runtime::PriorityWorker hearing;
  runtime::PriorityWorker speaking;
  // Apart from `speaking`: an opener waits until the language model rests, a reply must not wait
  // behind it.
  runtime::PriorityWorker preparing;

  // Speaks those of `lines` that are missing on the shelf when the machine has nothing else to do.
  void Prepare(const persona::Persona& persona, const std::vector<std::string>& lines,
               Language language, const std::string& voice, float speed);
};

// Counts as computing while it lives.
class ComputingToken {
 public:
  explicit ComputingToken(std::shared_ptr<CascadeEngine::Shared> shared)
      : shared_(std::move(shared)) {
    ++shared_->computing;
  }
  ~ComputingToken() { --shared_->computing; }
  ComputingToken(const ComputingToken&) = delete;
  ComputingToken& operator=(const ComputingToken&) = delete;

 private:
  std::shared_ptr<CascadeEngine::Shared> shared_;
};

}  // namespace vivavoce::dialogue
