// Turns the dynamically quantised operators of the int8 Kokoro export into float ones with constant
// weights, so that one graph runs in float32 or bfloat16 (docs/architecture.md: the int8 operators are
// slower, and give random durations in bfloat16).
//   ConvInteger, MatMulInteger (with the scaling around them)      -> Conv, MatMul
//   DynamicQuantizeMatMul, MatMulIntegerToFloat, DynamicQuantizeLSTM -> MatMul (+ Add), LSTM
//   Gather of an int8 table + DequantizeLinear                     -> Gather of a float table
// weight = (q - zero_point) * scale, exactly as the operators define it (ONNX operator schemas and
// ONNX Runtime contrib operators). Weights that several nodes share are converted once.
#pragma once

#include <functional>

#include "base/error.h"
#include "speaking/onnx_graph.h"

namespace vivavoce::speaking {

// kCorrupt, naming the node, when a quantised operator is not used in the way the export does.
// `progress` is called with values rising from 0 to 1.
Status DequantiseGraph(OnnxGraph& graph, const std::function<void(double)>& progress = {});

// values[i] = (values[i] - zero_point) * scale. Zero point and scale are scalars or hold one value
// for each index of dimension `axis`; an empty zero point is 0. kCorrupt when the sizes do not fit.
Result<std::vector<float>> Dequantised(std::vector<float> values, std::span<const int64_t> dims,
                                       std::span<const float> zero_point,
                                       std::span<const float> scale, size_t axis);

}  // namespace vivavoce::speaking
