// The tables of kernels.h, each in a file of its own. Private to kernels.cc.
#pragma once

#include "matmul/kernels.h"

namespace vivavoce::matmul {

extern const Kernels kAvx512Kernels;  // AVX-512 F, BW and VNNI
extern const Kernels kAvx2Kernels;    // AVX2, FMA and F16C

}  // namespace vivavoce::matmul
