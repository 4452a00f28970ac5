// Kokoro's activation x + sin(a x)^2 / a ("snake", Ziyin et al. 2020), with the sine squared
// written as a polynomial. OpenVINO computes Sin one value at a time, in float32 and in a plain
// memory layout: 30 % of the generator and another 10 % for changing layouts around it.
#pragma once

#include "base/error.h"
#include "speaking/onnx_graph.h"

namespace vivavoce::speaking {

// Replaces every Pow(Sin(a * x), 2) with constant a by a polynomial of the distance of a x / pi to
// the nearest integer; the absolute error is below 1e-6. Returns how many it replaced.
Result<int> ReplaceSquaredSines(OnnxGraph& graph);

}  // namespace vivavoce::speaking
