#include "base/amx.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vivavoce {
namespace {

bool HasAmxBf16() {
  constexpr unsigned kWanted = 1U << 22 | 1U << 24;  // AMX-BF16 and AMX-TILE, in EDX of leaf 7
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) || (edx & kWanted) != kWanted) return false;
  // The kernel keeps room for tiles only where it was asked (Linux,
  // Documentation/arch/x86/xstate.rst).
  constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

}  // namespace

bool CpuHasAmxBf16() {
  static const bool has = HasAmxBf16();
  return has;
}

}  // namespace vivavoce
