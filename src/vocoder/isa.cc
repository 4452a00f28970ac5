#include "vocoder/isa.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

namespace vivavoce::vocoder {
namespace {

// AMX-TILE, AMX-BF16 and AVX512-BF16, and the kernel lets this process use tiles
// (Linux, Documentation/arch/x86/xstate.rst: memory for them is only saved when asked for).
bool HasAmx() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return false;
  constexpr unsigned kAmxBf16 = 1u << 22, kAmxTile = 1u << 24;
  if ((edx & kAmxBf16) == 0 || (edx & kAmxTile) == 0) return false;
  constexpr unsigned kAvx512Bf16 = 1u << 5;
  if (!__get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) || (eax & kAvx512Bf16) == 0) return false;
  constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

}  // namespace

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
    if (HasAmx()) list.push_back(Isa::kAmx);
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
