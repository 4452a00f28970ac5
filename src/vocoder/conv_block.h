// What the two ways to compute a SnakeConv (snake_conv.h) have in common: the rows they are given,
// and how a stretch of them is prepared. Threads: plain values.
#pragma once

#include <algorithm>
#include <cstddef>

#include "vocoder/float_buffer.h"
#include "vocoder/kernels.h"

namespace vivavoce::vocoder {

struct ConvRows {
  const float* x = nullptr;         // [count][channels]
  int count = 0;                    // rows of all
  NormSnake norm;                   // of x
  const float* residual = nullptr;  // like y, or null; may be y
  float* y = nullptr;               // [count][channels]; not x
};

// One stretch of output rows for one worker, and where its sums of y and y^2 are added.
struct ConvBlock {
  int begin = 0;
  int units = 0;             // of unit_rows() rows; the last one may reach beyond the end
  float* sum = nullptr;      // [channels]
  float* squares = nullptr;  // [channels]
};

// Scratch memory of one worker.
struct ConvScratch {
  FloatBuffer active, transformed, products;
};

// Rows [begin, end) of a stretch exist, the others are zero.
struct RowsThere {
  int begin, end;
};
// Of the stretch of `count` rows from row `first` on.
inline RowsThere FindRows(const ConvRows& rows, int first, int count) {
  const int begin = std::clamp(-first, 0, count);
  return {begin, std::clamp(rows.count - first, begin, count)};
}

}  // namespace vivavoce::vocoder
