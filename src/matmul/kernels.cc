#include "matmul/kernels.h"

#include <vector>

#include "matmul/kernels_list.h"

namespace vivavoce::matmul {

std::span<const Kernels* const> SupportedKernels() {
  static const std::vector<const Kernels*> supported = [] {
    std::vector<const Kernels*> list;
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vnni")) {
      list.push_back(&kAvx512Kernels);
    }
    // Every CPU with AVX2 and FMA has F16C, which the compiler's function does not know by name.
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      list.push_back(&kAvx2Kernels);
    }
    return list;
  }();
  return supported;
}

}  // namespace vivavoce::matmul
