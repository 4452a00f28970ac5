// How quantised weights and activations lie in memory for the products of this folder: 16 output rows
// side by side ("a panel"), 256 inputs at a time ("a block"), so that one 64-byte load brings 4 inputs of
// all 16 rows, which is what one VPDPBUSD multiplies.
//
// The numbers are those of ggml's Q4_K, Q6_K (its "k-quants") and Q8_0, only their order is another: a
// product differs from ggml's by the order of float sums, and for Q8_0 by activations that share a scale by
// 256 and not by 32.
#pragma once

#include <cstdint>

namespace vivavoce::matmul {

inline constexpr int kPanelRows = 16;
inline constexpr int kBlockInputs = 256;

// 4 bits a weight: w = d scale q - dmin min, one scale and one min for 32 inputs; 4.6 bits with those.
struct alignas(64) Q4Panel {
  uint16_t d[kPanelRows];                    // half floats
  uint16_t dmin[kPanelRows];                 // half floats
  uint8_t scale[8][kPanelRows];              // 0..63, of inputs 32 s to 32 s + 31
  uint8_t min[4][kPanelRows][2];             // 0..63, of the 32 inputs 2 p and 2 p + 1
  uint8_t q[kBlockInputs / 8][kPanelRows][4];  // inputs 8 v to 8 v + 3 in the low halves, the next 4 in the high
};

// 6 bits a weight: w = d scale (q - 32), one scale for 16 inputs; 6.6 bits with those.
struct alignas(64) Q6Panel {
  uint16_t d[kPanelRows];  // half floats
  uint16_t unused[kPanelRows];
  int8_t scale[8][kPanelRows][2];               // of the 16 inputs 2 p and 2 p + 1
  uint8_t low[kBlockInputs / 8][kPanelRows][4];  // the lower 4 bits, as Q4Panel::q
  uint8_t high[kBlockInputs / 16][kPanelRows][4];  // the upper 2: bits 2 i and 2 i + 1 of inputs 16 s + 4 i + ...
};

// 8 bits a weight: w = d q, one d for 32 inputs; 8.5 bits with those.
struct alignas(64) Q8Panel {
  uint16_t d[kBlockInputs / 32][kPanelRows];  // half floats, of inputs 32 s to 32 s + 31
  int8_t q[kBlockInputs / 4][kPanelRows][4];  // inputs 4 v to 4 v + 3
};

// 256 activations of one token in 8 bits: x = d q.
struct alignas(64) ActivationBlock {
  int8_t q[kBlockInputs];   // -127..127
  int16_t sums_of_16[16];   // of q
  int16_t sums_of_32[8];
  float d;
  float unused[3];
};

// The kernels read these as they are.
static_assert(sizeof(Q4Panel) == 2368 && sizeof(Q6Panel) == 3392 && sizeof(Q8Panel) == 4352);
static_assert(sizeof(ActivationBlock) == 320);

}  // namespace vivavoce::matmul
