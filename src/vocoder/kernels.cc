#include "vocoder/kernels.h"

#include "vocoder/kernels_list.h"

namespace vivavoce::vocoder {

const Kernels& KernelsFor(Isa isa) {
  switch (isa) {
    case Isa::kAmx:
      return kAmxKernels;
    case Isa::kAvx512:
      return kAvx512Kernels;
    case Isa::kAvx2:
      return kAvx2Kernels;
    case Isa::kPortable:
      break;
  }
  return kPortableKernels;
}

const Kernels& WideKernels() { return kWideKernels; }

}  // namespace vivavoce::vocoder
