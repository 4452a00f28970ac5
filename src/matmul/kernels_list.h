// The tables of kernels.h, each in a file of its own. Private to kernels.cc.
#pragma once

#include "matmul/kernels.h"

namespace vivavoce::matmul {

// Weights are prefetched so many bytes ahead. The arithmetic leaves the hardware's own prefetch no time to see
// the stream: without this one token is multiplied at 9 GB/s of weights instead of 14 (one core of a
// Sapphire Rapids; more than two blocks ahead gains nothing).
inline constexpr int kAhead = 4736;

extern const Kernels kAvx512Kernels;  // AVX-512 F, BW and VNNI
extern const Kernels kAvx2Kernels;    // AVX2, FMA and F16C

}  // namespace vivavoce::matmul
