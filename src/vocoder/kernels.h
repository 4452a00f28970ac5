// The inner loops of the vocoder, one table of functions for each instruction set. Rows are time,
// channels lie side by side: x[row][channel]. Channel counts are multiples of kChannelStep. No
// pointer needs to be aligned. Threads: the functions touch nothing but their arguments.
#pragma once

#include <cstddef>

#include "vocoder/isa.h"

namespace vivavoce::vocoder {

inline constexpr int kChannelStep = 16;
inline constexpr int kMaxSlab = 32;  // of Kernels::slab

// What stands before a convolution of a residual block: instance norm with scale and shift folded
// into y = gain x + offset, then Snake, y + sin(a y)^2 / a. Pointers to one value a channel.
struct NormSnake {
  const float* gain = nullptr;
  const float* offset = nullptr;
  const float* rate = nullptr;     // a / pi
  const float* inverse = nullptr;  // 1 / a
};

// The rows of a ToomCook plan (toom_cook.h), without the standard library around them.
struct TileTransform {
  int pairs = 0;
  const float* even = nullptr;
  const float* odd = nullptr;
  const float* zero = nullptr;
  const float* infinity = nullptr;
  const float* output = nullptr;
};

// One slab of output channels of one tile: what TransformOutput adds to the products, and where it
// puts the sum.
struct OutputTile {
  const float* bias = nullptr;      // [slab]
  const float* residual = nullptr;  // like y, or null
  float* y = nullptr;
  ptrdiff_t row_stride = 0;  // of y and residual, in floats
  int rows = 0;              // of `outputs` that exist
  float* sum = nullptr;      // [slab], added to
  float* squares = nullptr;  // [slab], added to
};

struct TileKernels;  // tile_kernels.h

struct Kernels {
  const char* name;
  int slab;  // output channels that Multiply makes at once

  // c[row][0..slab) = sum over k of a[row][k] w[k][0..slab); strides in floats.
  void (*multiply)(const float* a, ptrdiff_t a_stride, int rows, int depth, const float* w,
                   float* c, ptrdiff_t c_stride);
  // y[rows][channels], packed, of x[rows][channels], packed.
  void (*norm_snake)(const float* x, int rows, int channels, const NormSnake& norm, float* y);
  // y = leaky(scale * (x[0] + ... + x[inputs - 1])) with `slope` below 0; count a multiple of 16.
  void (*leaky)(const float* const* x, int inputs, float scale, float slope, size_t count,
                float* y);
  // sum[c] += x, squares[c] += x^2 over the rows.
  void (*sums)(const float* x, int rows, int channels, float* sum, float* squares);
  // v[point][channel] = B^T x for one tile; x has one row a point, row_stride floats apart.
  // REQUIRES, here and below: the transform is one of ToomCook::ForTaps().
  void (*transform_input)(const TileTransform& transform, const float* x, ptrdiff_t row_stride,
                          int channels, float* v, ptrdiff_t point_stride);
  // y = A^T products + bias + residual for one tile and one slab.
  void (*transform_output)(const TileTransform& transform, const float* products,
                           ptrdiff_t point_stride, const OutputTile& tile);
  // Convolution in bfloat16, which is used instead of the two transforms; null where there is none.
  const TileKernels* tiles = nullptr;
};

// REQUIRES: isa is one of SupportedIsas().
const Kernels& KernelsFor(Isa isa);
// The layout of kAvx512 in portable instructions: slow, lets tests check it on any machine.
const Kernels& WideKernels();

}  // namespace vivavoce::vocoder
