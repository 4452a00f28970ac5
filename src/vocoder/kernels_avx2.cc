// See kernels_body.h.
#define VV_LANES 8
#define VV_ROWS 6
#include "vocoder/kernels_body.h"
#include "vocoder/kernels_list.h"

namespace vivavoce::vocoder {

constinit const Kernels kAvx2Kernels = MakeKernels("avx2");

}  // namespace vivavoce::vocoder
