// Which vector instructions the kernels of this folder may use. Threads: pure functions.
#pragma once

#include <span>
#include <string_view>

namespace vivavoce::vocoder {

enum class Isa {
  kPortable,  // what every x86-64 has: 4 floats at once
  kAvx2,      // AVX2 and FMA: 8
  kAvx512,    // AVX-512F: 16
  kAmx,       // AVX-512F and AMX-BF16: convolutions in bfloat16
};

std::string_view ToString(Isa isa);

// What this CPU and its operating system support, slowest first; kPortable is always there.
std::span<const Isa> SupportedIsas();
Isa BestIsa();
Isa BestFloat32Isa();  // the best of those that compute in float32 throughout

}  // namespace vivavoce::vocoder
