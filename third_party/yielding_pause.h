// Forced into ggml's thread pool (third_party/CMakeLists.txt). Its threads meet at a barrier after
// every operation, some 700 times a token, and spin there. When another program has taken the core of
// the thread that is waited for, the others spin for whole time slices, and a token takes seconds.
// Here a waiting thread offers its core to others once it has spun for longer than a barrier takes
// (some ten microseconds); with idle cores that changes nothing.
#pragma once
#include <immintrin.h>
#include <sched.h>

static inline void VvPause(void) {
  enum { kSpins = 256 };
  static __thread unsigned spins;
  __builtin_ia32_pause();
  if (++spins % kSpins == 0) sched_yield();
}

#ifdef _mm_pause
#undef _mm_pause
#endif
#define _mm_pause VvPause
