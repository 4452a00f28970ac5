// Takes the weights of Kokoro's generator out of the dequantised export and names them the way
// vocoder/generator.h reads them; convolutions become [taps][in][out]. Threads: pure function.
#pragma once

#include "base/error.h"
#include "speaking/onnx_graph.h"
#include "vocoder/tensor_file.h"

namespace vivavoce::speaking {

// kCorrupt, naming the tensor, when the graph is not Kokoro's.
Result<vocoder::TensorFileWriter> GeneratorWeights(const OnnxGraph& graph);

}  // namespace vivavoce::speaking
