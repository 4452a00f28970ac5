// The products of this folder as a way for ggml to hold weights, beside its own (repacked, AMX). llama.cpp
// and whisper.cpp ask for such ways when they load a model, and take the first that can multiply a tensor.
#pragma once

#include <ggml-backend.h>

#include <vector>

namespace vivavoce::matmul {

// Puts ours before the others, for Q4_K, Q6_K and Q8_0 matrices with a multiple of 256 inputs; does nothing
// where there are no kernels for this CPU, or where the environment says VIVAVOCE_MATMUL=ggml (to compare, or
// to rule them out as a cause). Call it before the first model is loaded: llama.cpp asks once. Any thread, any
// number of times.
void OfferToGgml();

// The ways in which a CPU device of ggml can hold weights, in the order in which llama.cpp tries them.
std::vector<ggml_backend_buffer_type_t> WeightBufferTypes(ggml_backend_dev_t device);

}  // namespace vivavoce::matmul
