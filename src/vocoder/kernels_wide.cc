// See kernels_body.h.
#define VV_LANES 16
#define VV_ROWS 12
#include "vocoder/kernels_body.h"
#include "vocoder/kernels_list.h"

namespace vivavoce::vocoder {

constinit const Kernels kWideKernels = MakeKernels("wide");

}  // namespace vivavoce::vocoder
