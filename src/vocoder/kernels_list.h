// The tables that the kernels_<isa>.cc files define. Private to kernels.cc.
#pragma once

#include "vocoder/kernels.h"

namespace vivavoce::vocoder {

extern const Kernels kPortableKernels;
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
extern const Kernels kAmxKernels;
extern const Kernels kWideKernels;

}  // namespace vivavoce::vocoder
