// The models that hear, loaded for an evaluation or a benchmark of hearing alone.
#pragma once

#include <memory>

#include "app/engine_parts.h"
#include "eval/duplex_engine.h"
#include "hearing/silero_vad.h"

namespace vivavoce::app {

// Members are destroyed from the last to the first.
struct HearingModels {
  std::unique_ptr<runtime::ManifestModelStore> store;
  std::unique_ptr<hearing::SileroVad> silero;
  std::unique_ptr<hearing::Recognizer> recognizer;
  std::unique_ptr<hearing::EndOfTurnDetector> end_of_turn;

  static Result<HearingModels> Load(int threads);
  // Valid while this object lives.
  eval::DuplexEars Ears() const;
};

}  // namespace vivavoce::app
