// Start-up check that ggml's quantised matrix products are right on this CPU. Two ways they can be
// wrong were met: g++ 12 miscompiles the AMX set-up (third_party/amx_tile_config.h), which crashes,
// and libraries built for another CPU die of an illegal instruction. Takes a few milliseconds.
// Threads: call it at start-up, before models are loaded.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace vivavoce::runtime {

// Every format below, in every way ggml's CPU backend can hold weights (plain, repacked, AMX), with
// one column (decoding) and with several (prefill). In a child process: a crash is an error, too.
// The error says what to do.
Status RunGgmlSelfCheck();

struct GgmlProductCheck {
  std::string name;           // "q4_0 AMX 32"
  double relative_error = 0;  // root mean square of the difference over that of the reference
};

// The same in this process, with the numbers.
Result<std::vector<GgmlProductCheck>> MeasureGgmlProducts();

// Both results in float; the reference multiplies the de-quantised weights, so that what is left is
// the rounding of activations to 8 bits (measured 0.35-0.4 %).
inline constexpr double kMaxRelativeError = 0.03;

double RelativeError(std::span<const float> reference, std::span<const float> got);

}  // namespace vivavoce::runtime
