// See kernels_body.h.
#define VV_LANES 4
#define VV_ROWS 6
#include "vocoder/kernels_body.h"
#include "vocoder/kernels_list.h"

namespace vivavoce::vocoder {

constinit const Kernels kPortableKernels = MakeKernels("portable");

}  // namespace vivavoce::vocoder
