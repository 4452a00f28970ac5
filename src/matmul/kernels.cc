#include "matmul/kernels.h"

namespace vivavoce::matmul {

bool KernelsRunHere() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vnni");
}

}  // namespace vivavoce::matmul
