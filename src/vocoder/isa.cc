#include "vocoder/isa.h"

#include <vector>

#include "base/amx.h"

namespace vivavoce::vocoder {

std::string_view ToString(Isa isa) {
  switch (isa) {
    case Isa::kAmx:
      return "amx";
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
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return list;
    list.push_back(Isa::kAvx2);
    if (!__builtin_cpu_supports("avx512f")) return list;
    list.push_back(Isa::kAvx512);
    // Whatever has AMX-BF16 has AVX512-BF16 for the rounding; a hypervisor may hide it.
    if (CpuHasAmxBf16() && __builtin_cpu_supports("avx512bf16")) list.push_back(Isa::kAmx);
    return list;
  }();
  return supported;
}

Isa BestIsa() { return SupportedIsas().back(); }

Isa BestFloat32Isa() {
  const std::span<const Isa> isas = SupportedIsas();
  return isas[isas.size() - (isas.back() == Isa::kAmx ? 2 : 1)];
}

}  // namespace vivavoce::vocoder
