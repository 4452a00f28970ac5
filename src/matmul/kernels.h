// The inner loops, one table of functions for each instruction set. Threads: the functions touch nothing
// but their arguments.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "matmul/panels.h"

namespace vivavoce::matmul {

inline constexpr int kMaxTile = 12;

struct Kernels {
  std::string_view name;

  // 256 floats → 8 bits; the largest magnitude becomes 127. A NaN or an infinity makes the block's
  // products NaN or wrong, as in any float product; it never traps.
  void (*quantise)(const float* x, ActivationBlock& block);

  // Products of one panel with a tile of 1 to kMaxTile tokens:
  //   out[t * out_stride + row] = sum over inputs of weight[row][input] x[t][input]
  // panel: `blocks` panels, one for each 256 inputs. tile[block * tokens + t].
  void (*multiply_q4)(const Q4Panel* panel, int blocks, const ActivationBlock* tile, int tokens,
                      float* out, ptrdiff_t out_stride);
  void (*multiply_q6)(const Q6Panel* panel, int blocks, const ActivationBlock* tile, int tokens,
                      float* out, ptrdiff_t out_stride);
  void (*multiply_q8)(const Q8Panel* panel, int blocks, const ActivationBlock* tile, int tokens,
                      float* out, ptrdiff_t out_stride);
};

// Those that this CPU and its operating system can run, the fastest first; may be empty.
std::span<const Kernels* const> SupportedKernels();

}  // namespace vivavoce::matmul
