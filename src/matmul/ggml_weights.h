// The products of this folder as a way for ggml to hold weights, beside its own (repacked, AMX). llama.cpp
// asks for such ways when it loads a model, and takes the first that can multiply a tensor.
#pragma once

namespace vivavoce::matmul {

// Puts ours before the others, for Q4_K and Q6_K matrices whose rows are a multiple of 16; does nothing
// where there are no kernels for this CPU, or where the
// environment says VIVAVOCE_MATMUL=ggml (to compare, or to rule them out as a cause). Call it before the first model is loaded: llama.cpp asks once. Any
// thread, any number of times.
void OfferToGgml();

}  // namespace vivavoce::matmul
