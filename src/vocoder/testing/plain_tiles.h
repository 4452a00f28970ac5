// The kernels of tile_kernels.h in plain C++: every machine can test what is built upon them, and a
// machine with matrix units can be compared. Threads: pure functions.
#pragma once

#include <bit>

#include "vocoder/tile_kernels.h"

namespace vivavoce::vocoder {

// WideKernels() with them.
const Kernels& PlainTileKernels();

inline float FromBfloat16(Bfloat16 value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

}  // namespace vivavoce::vocoder
