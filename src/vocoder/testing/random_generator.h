// A generator's weights of the right shapes with random content: for tests and benchmarks that need
// the arithmetic and no voice. Threads: pure function.
#pragma once

#include "vocoder/tensor_file.h"

namespace vivavoce::vocoder {

TensorFile RandomGeneratorWeights(unsigned seed);

}  // namespace vivavoce::vocoder
