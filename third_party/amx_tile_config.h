// Forced into ggml's AMX kernels (third_party/CMakeLists.txt). g++ 12 believes that ldtilecfg reads
// 8 bytes, so it drops the stores that fill the other 56 bytes of the tile configuration and the first
// quantised matrix product faults. Re-declaring the intrinsic with a 64-byte memory operand keeps
// them; it is worth a factor of 2-3 over building without AMX.
//
// Checked by disassembly (g++ 12.2, -O3 -march=sapphirerapids, llama.cpp v0.5.0): before ldtilecfg the
// kernel stores the palette byte at offset 0, colsb[0..7] at 16..31, rows[0..7] at 48..55 and zeroes in
// between; without this header only the palette byte and the zeroes are left, so all tiles have no rows.
// tests/structure/amx_shim_test.py keeps checking it, on any CPU.
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
