// Matrix units of the CPU (Intel AMX): is there one that this process may use, and its instructions
// by tile number. Written as assembly because the compiler's macros take literals only, and because
// g++ 12 takes the operand of the configuration for 8 bytes (third_party/amx_tile_config.h).
// Source   Intel 64 and IA-32 Architectures Software Developer's Manual, vol. 1, chapter 18.
// Threads  the tiles and their configuration belong to the thread. Other libraries configure them,
//          and some will not do it again (ggml): see AmxScope.
#pragma once

#include <cstddef>

namespace vivavoce {

// It multiplies bfloat16, and the kernel lets this process use it: the first call asks for that.
bool CpuHasAmxBf16();

// Shapes of the eight tiles: rows of so many bytes. At most 16 rows of 64 bytes.
struct alignas(64) AmxConfig {
  unsigned char bytes[64] = {1};  // palette 1

  constexpr void Set(int tile, int rows, int row_bytes) {
    bytes[16 + 2 * tile] = static_cast<unsigned char>(row_bytes);
    bytes[48 + tile] = static_cast<unsigned char>(rows);
  }
};

#define VV_AMX inline __attribute__((always_inline))

// Configures the tiles of this thread, and in the end as they were.
class AmxScope {
 public:
  explicit VV_AMX AmxScope(const AmxConfig& config) {
    __asm__ volatile("sttilecfg\t%X0" : "=m"(before_));
    Load(config);
  }
  VV_AMX ~AmxScope() {
    if (before_.bytes[0] == 0) {
      __asm__ volatile("tilerelease");
    } else {
      Load(before_);
    }
  }
  AmxScope(const AmxScope&) = delete;
  AmxScope& operator=(const AmxScope&) = delete;

 private:
  static VV_AMX void Load(const AmxConfig& config) {
    __asm__ volatile("ldtilecfg\t%X0" : : "m"(config));
  }
  AmxConfig before_;
};

template <int kTile>
VV_AMX void AmxZero() {
  __asm__ volatile("tilezero\t%%tmm%c0" : : "i"(kTile));
}

// Rows `stride` bytes apart.
template <int kTile>
VV_AMX void AmxLoad(const void* from, ptrdiff_t stride) {
  __asm__ volatile("tileloadd\t(%0,%1,1), %%tmm%c2"
                   :
                   : "r"(from), "r"(stride), "i"(kTile)
                   : "memory");
}

template <int kTile>
VV_AMX void AmxStore(void* to, ptrdiff_t stride) {
  __asm__ volatile("tilestored\t%%tmm%c2, (%0,%1,1)"
                   :
                   : "r"(to), "r"(stride), "i"(kTile)
                   : "memory");
}

// sums[row][column] += over pairs of bfloat16: a[row][2 p + i] b[p][2 column + i], i = 0, 1.
template <int kSums, int kA, int kB>
VV_AMX void AmxAddBf16() {
  __asm__ volatile("tdpbf16ps\t%%tmm%c2, %%tmm%c1, %%tmm%c0" : : "i"(kSums), "i"(kA), "i"(kB));
}

#undef VV_AMX

}  // namespace vivavoce
