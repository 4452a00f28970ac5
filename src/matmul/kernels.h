// The inner loops: AVX-512 with VNNI only. Threads: the functions touch nothing but their arguments.
#pragma once

#include <cstddef>

#include "matmul/panels.h"

namespace vivavoce::matmul {

// More tokens at once would not leave registers for their sums.
inline constexpr int kMaxTile = 12;

// Whether this CPU and its operating system can run the functions below.
bool KernelsRunHere();

// 256 floats → 8 bits; the largest magnitude becomes 127. A NaN or an infinity makes the block's products
// NaN or wrong, as in any float product; it never traps.
void Quantise(const float* x, ActivationBlock& block);

// Products of one panel with a tile of 1 to kMaxTile tokens:
//   out[t * out_stride + row] = sum over inputs of weight[row][input] x[t][input]
// panel: `blocks` panels, one for each 256 inputs. tile[block * tokens + t].
void MultiplyTile(const Q4Panel* panel, int blocks, const ActivationBlock* tile, int tokens,
                  float* out, ptrdiff_t out_stride);
void MultiplyTile(const Q6Panel* panel, int blocks, const ActivationBlock* tile, int tokens,
                  float* out, ptrdiff_t out_stride);

}  // namespace vivavoce::matmul
