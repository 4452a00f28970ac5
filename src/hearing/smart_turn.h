// smart-turn v3.2 as EndOfTurnDetector: a Whisper-tiny encoder with a classifier, trained on the
// sound of finished and unfinished turns. Call it 200-300 ms into the real silence after the last
// word: appended digital silence pushes the score up. Model    id "smart-turn",
// smart-turn-v3.2-cpu.onnx: input_features [n, 80, 800] -> "logits" [n, 1], which
//          already is a probability.
// Touchy  its int8 arithmetic moves a middling score by 0.2 when the features move by 0.001; only
// scores near
//          0 and 1 mean something.
#pragma once

#include <memory>

#include "base/error.h"
#include "hearing/end_of_turn_detector.h"
#include "runtime/model_store.h"

namespace vivavoce::hearing {

struct SmartTurnConfig {
  int threads = 1;  // busy threads while it scores, >= 1
};

Result<std::unique_ptr<EndOfTurnDetector>> CreateSmartTurn(const runtime::ModelStore& models,
                                                           const SmartTurnConfig& config = {});

}  // namespace vivavoce::hearing
