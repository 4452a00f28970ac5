#include "vocoder/isa.h"

#include <vector>

namespace vivavoce::vocoder {

std::string_view ToString(Isa isa) {
  switch (isa) {
    case Isa::kAvx512:
      return "avx512";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kPortable:
      break;
  }
  return "portable";
}

std::span<const Isa> SupportedIsas() {
  static const std::vector<Isa> supported = [] {
    std::vector<Isa> list{Isa::kPortable};
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      list.push_back(Isa::kAvx2);
      if (__builtin_cpu_supports("avx512f")) list.push_back(Isa::kAvx512);
    }
    return list;
  }();
  return supported;
}

Isa BestIsa() { return SupportedIsas().back(); }

}  // namespace vivavoce::vocoder
