// Convolution over time as it is written, with inputs and weights in bfloat16 and sums in float32:
// on the matrix units of a CPU (AMX) that is faster than Toom-Cook in float32, whose transforms
// bfloat16 would ruin. Rows are time.
// Weights  [out / 16][in / 32][tap][in / 2 % 16][out % 16][in % 2]: one tile after the other, in
//          the order of use; a tile holds 32 inputs of 16 outputs (base/amx.h, AmxAddBf16).
// Inputs   [in / 32][row][in % 32]: a tile of 16 rows is one piece of memory.
// Threads  the functions touch nothing but their arguments; the thread's tile configuration is as
//          before when they return.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "vocoder/float_buffer.h"
#include "vocoder/kernels.h"

namespace vivavoce::vocoder {

inline constexpr int kTilesAtOnce = 6;   // of rows, that a tile of weights is multiplied with
inline constexpr int kTileRows = 16;     // outputs over time that a tile holds
inline constexpr int kTileInputs = 32;   // channels in of a tile
inline constexpr int kTileOutputs = 16;  // channels out

using Bfloat16 = uint16_t;  // the upper half of a float32

// One stretch of y[t] = bias + residual[t] + sum over k of W[k] x[t + k dilation].
struct TileConvolution {
  const Bfloat16* x = nullptr;  // [inputs / 32][x_rows][32]
  ptrdiff_t x_rows = 0;         // at least `rows`, up to a whole tile, + (taps - 1) dilation
  int rows = 0;                 // of y
  int inputs = 0;               // channels in, a multiple of kTileInputs
  int outputs = 0;              // channels out, a multiple of kTileOutputs
  int taps = 0;
  int dilation = 0;
  const Bfloat16* weights = nullptr;
  const float* bias = nullptr;      // [outputs]
  const float* residual = nullptr;  // like y, or null; may be y
  float* y = nullptr;               // [rows][y_stride], of which outputs are written
  ptrdiff_t y_stride = 0;           // floats
  float* sum = nullptr;             // [outputs], added to; or null, and so squares
  float* squares = nullptr;         // [outputs], added to
};

struct TileKernels {
  // y of x[rows][channels], rounded to the nearest bfloat16, ties to even. y_rows: of y in all.
  void (*round)(const float* x, int rows, int channels, Bfloat16* y, ptrdiff_t y_rows);
  void (*norm_snake)(const float* x, int rows, int channels, const NormSnake& norm, Bfloat16* y,
                     ptrdiff_t y_rows);
  void (*convolve)(const TileConvolution& job);
};

// Rounds to nearest, ties to even. REQUIRES: finite.
Bfloat16 ToBfloat16(float value);
// weights: [taps][inputs][outputs], as many of `packed`.
void PackTileWeights(std::span<const float> weights, int taps, int inputs, int outputs,
                     Bfloat16* packed);

// Inputs of a convolution: y[channels / 32][y_rows][32], where rows [first, first + there) are put
// by put(y of row `first`) and the others are zero.
template <typename Put>
void FillStrips(Bfloat16* y, int channels, ptrdiff_t y_rows, ptrdiff_t first, ptrdiff_t there,
                Put put) {
  for (ptrdiff_t part = 0; part < channels / kTileInputs; ++part) {
    Bfloat16* strip = y + part * y_rows * kTileInputs;
    std::fill(strip, strip + first * kTileInputs, Bfloat16{});
    std::fill(strip + (first + there) * kTileInputs, strip + y_rows * kTileInputs, Bfloat16{});
  }
  if (there > 0) put(y + first * kTileInputs);
}

// A buffer that holds `count` halves, as they are.
inline Bfloat16* ReserveHalves(FloatBuffer& buffer, size_t count) {
  return reinterpret_cast<Bfloat16*>(buffer.Reserve((count + 1) / 2));
}
inline const Bfloat16* Halves(const FloatBuffer& buffer) {
  return reinterpret_cast<const Bfloat16*>(buffer.data());
}

}  // namespace vivavoce::vocoder
