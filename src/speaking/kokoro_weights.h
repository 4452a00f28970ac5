// Takes the weights of Kokoro's decoder and generator out of the dequantised export and names them the
// way vocoder/feature_decoder.h and vocoder/generator.h read them; convolutions become
// [taps][in][out]. Threads: pure functions.
#pragma once

#include "base/error.h"
#include "speaking/onnx_graph.h"
#include "vocoder/tensor_file.h"

namespace vivavoce::speaking {

// kCorrupt, naming the tensor, when the graph is not Kokoro's.
Result<vocoder::TensorFileWriter> DecoderWeights(const OnnxGraph& graph);
Result<vocoder::TensorFileWriter> GeneratorWeights(const OnnxGraph& graph);

}  // namespace vivavoce::speaking
