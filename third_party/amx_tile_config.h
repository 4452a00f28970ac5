// Forced into ggml's AMX kernels (third_party/CMakeLists.txt). g++ 12 believes that ldtilecfg reads
// 8 bytes, so it drops the stores that fill the other 56 bytes of the tile configuration and the first
// quantised matrix product faults. Re-declaring the intrinsic with a 64-byte memory operand keeps
// them; it is worth a factor of 2-3 over building without AMX.
#pragma once
#include <immintrin.h>

struct VvTileConfigOperand {
  unsigned char bytes[64];
};

#ifdef _tile_loadconfig
#undef _tile_loadconfig
#endif
#define _tile_loadconfig(config) \
  __asm__ volatile("ldtilecfg\t%X0" : : "m"(*(const struct VvTileConfigOperand*)(config)))
