// Silero VAD 6.2 through OpenVINO: one compiled model, many detectors.
// Model    id "silero-vad", silero_vad_openvino_16k.onnx: input [1, 576] = the last 64 samples of
// the
//          previous window and the 512 new ones, state [2, 1, 128] -> output [1, 1], stateN.
//          Without the 64 samples the model runs but its probability stays near 0.
// Threads  Create and NewDetector from any thread; a detector has one caller at a time.
#pragma once

#include <memory>
#include <openvino/openvino.hpp>

#include "base/error.h"
#include "hearing/voice_activity_detector.h"
#include "runtime/model_store.h"

namespace vivavoce::hearing {

class SileroVad {
 public:
  // kNotFound / kCorrupt from the store, kCorrupt when the file is another model.
  static Result<SileroVad> Create(const runtime::ModelStore& models);

  // Independent of this object's life.
  std::unique_ptr<VoiceActivityDetector> NewDetector() const;

 private:
  explicit SileroVad(ov::CompiledModel model) : model_(std::move(model)) {}
  ov::CompiledModel model_;
};

}  // namespace vivavoce::hearing
