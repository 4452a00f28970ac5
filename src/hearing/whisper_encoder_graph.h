// The Whisper audio encoder as an OpenVINO graph, made from CTranslate2 weights.
// In       "mel" f32 [1, mels, 2 T], log-mel frames of 10 ms; T may differ from call to call, up to
// the
//          model's audio context.
// Out      "states" f32 [1, T, width], one vector per 20 ms.
// Source   Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022),
// section 2.2:
//          two convolutions with GELU (the second halves the rate), positions, pre-norm layers,
//          final norm.
#pragma once

#include <memory>
#include <openvino/openvino.hpp>

#include "base/error.h"
#include "hearing/ct2_model.h"
#include "hearing/whisper_shape.h"

namespace vivavoce::hearing {

// eight_bit_group: 0, or how many inputs of a linear layer share a scale in weights of 8 bits, rounded to
// nearest (the model's width must be a multiple of it). Convolutions stay in float.
// kCorrupt names the variable that is missing or misshapen.
Result<std::shared_ptr<ov::Model>> BuildWhisperEncoder(const Ct2Model& weights,
                                                       const WhisperShape& shape,
                                                       int eight_bit_group = 0);

}  // namespace vivavoce::hearing
