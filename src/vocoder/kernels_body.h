// The loops behind kernels.h for a vector of VV_LANES floats; each kernels_<isa>.cc includes this
// once and is compiled with the flags of its instruction set. GCC's vector extension writes the
// instructions (docs: "Vector Extensions"). Everything here is in an unnamed namespace and uses
// nothing of the standard library: a shared inline function compiled with AVX could otherwise be
// the copy that the linker keeps for a machine without.

#ifndef VV_LANES
#error "define VV_LANES and VV_ROWS before including this"
#endif

#include "vocoder/kernels.h"

namespace vivavoce::vocoder {
namespace {

constexpr int kLanes = VV_LANES;
constexpr int kSlab = 2 * kLanes;
constexpr int kRows = VV_ROWS;  // kRows * 2 sums fit the registers

typedef float Vec __attribute__((vector_size(4 * VV_LANES)));
typedef float UnalignedVec __attribute__((vector_size(4 * VV_LANES), aligned(4), may_alias));

#define VV_INLINE inline __attribute__((always_inline))

VV_INLINE Vec Load(const float* p) { return *reinterpret_cast<const UnalignedVec*>(p); }
VV_INLINE void Store(float* p, Vec v) { *reinterpret_cast<UnalignedVec*>(p) = v; }

template <int kCount>
void MultiplyRows(const float* a, ptrdiff_t a_stride, int depth, const float* w, float* c,
                  ptrdiff_t c_stride) {
  Vec low[kCount] = {};
  Vec high[kCount] = {};
  for (int k = 0; k < depth; ++k, w += kSlab) {
    const Vec w_low = Load(w);
    const Vec w_high = Load(w + kLanes);
#pragma GCC unroll 16
    for (int row = 0; row < kCount; ++row) {
      const float x = a[row * a_stride + k];
      low[row] += x * w_low;
      high[row] += x * w_high;
    }
  }
#pragma GCC unroll 16
  for (int row = 0; row < kCount; ++row) {
    Store(c + row * c_stride, low[row]);
    Store(c + row * c_stride + kLanes, high[row]);
  }
}

// The rows that are left over: kCount or fewer.
template <int kCount>
void MultiplyRest(const float* a, ptrdiff_t a_stride, int rows, int depth, const float* w, float* c,
                  ptrdiff_t c_stride) {
  if (rows == kCount) {
    MultiplyRows<kCount>(a, a_stride, depth, w, c, c_stride);
  } else if constexpr (kCount > 1) {
    MultiplyRest<kCount - 1>(a, a_stride, rows, depth, w, c, c_stride);
  }
}

void Multiply(const float* a, ptrdiff_t a_stride, int rows, int depth, const float* w, float* c,
              ptrdiff_t c_stride) {
  int row = 0;
  for (; row + kRows <= rows; row += kRows) {
    MultiplyRows<kRows>(a + row * a_stride, a_stride, depth, w, c + row * c_stride, c_stride);
  }
  if (row < rows) {
    MultiplyRest<kRows>(a + row * a_stride, a_stride, rows - row, depth, w, c + row * c_stride,
                        c_stride);
  }
}

// sin(pi r)^2 = z (s0 + s1 z + ... + s4 z^4) with z = r^2, |r| <= 1/2: least squares at Chebyshev
// points, largest error 4.6e-7.
constexpr float kSine[5] = {9.86952174f, -32.46503547f, 42.64227089f, -29.42107968f, 10.573119f};
// Adding and subtracting it rounds to a whole number while |x| < 2^22.
constexpr float kRounder = 12582912.0f;

VV_INLINE Vec Snake(Vec y, Vec rate, Vec inverse) {
  const Vec turns = y * rate;
  const Vec whole = (turns + kRounder) - kRounder;
  const Vec rest = turns - whole;
  const Vec z = rest * rest;
  Vec sum = z * kSine[4] + kSine[3];
  sum = sum * z + kSine[2];
  sum = sum * z + kSine[1];
  sum = sum * z + kSine[0];
  return sum * z * inverse + y;
}

void ApplyNormSnake(const float* x, int rows, int channels, const NormSnake& norm, float* y) {
  for (int c = 0; c < channels; c += kLanes) {
    const Vec gain = Load(norm.gain + c);
    const Vec offset = Load(norm.offset + c);
    const Vec rate = Load(norm.rate + c);
    const Vec inverse = Load(norm.inverse + c);
    const float* in = x + c;
    float* out = y + c;
    for (int row = 0; row < rows; ++row, in += channels, out += channels) {
      Store(out, Snake(Load(in) * gain + offset, rate, inverse));
    }
  }
}

void Leaky(const float* const* x, int inputs, float scale, float slope, size_t count, float* y) {
  for (size_t i = 0; i < count; i += kLanes) {
    Vec sum = Load(x[0] + i);
    for (int input = 1; input < inputs; ++input) sum += Load(x[input] + i);
    sum *= scale;
    Store(y + i, sum > 0.0f ? sum : sum * slope);
  }
}

void Sums(const float* x, int rows, int channels, float* sum, float* squares) {
  for (int c = 0; c < channels; c += kLanes) {
    Vec s = Load(sum + c);
    Vec q = Load(squares + c);
    const float* in = x + c;
    for (int row = 0; row < rows; ++row, in += channels) {
      const Vec v = Load(in);
      s += v;
      q += v * v;
    }
    Store(sum + c, s);
    Store(squares + c, q);
  }
}

template <int kPairs>
void TransformInputOf(const TileTransform& plan, const float* x, ptrdiff_t row_stride, int channels,
                      float* v, ptrdiff_t point_stride) {
  constexpr int kPoints = 2 * kPairs + 2;
  const float* even = plan.even;
  const float* odd = plan.odd;
  const float* zero = plan.zero;
  const float* infinity = plan.infinity;
  for (int c = 0; c < channels; c += kLanes) {
    Vec d[kPoints];
#pragma GCC unroll 18
    for (int k = 0; k < kPoints; ++k) d[k] = Load(x + k * row_stride + c);
    Vec first = zero[0] * d[0];
    Vec last = infinity[0] * d[1];
#pragma GCC unroll 8
    for (int j = 1; j <= kPairs; ++j) {
      first += zero[j] * d[2 * j];
      last += infinity[j] * d[2 * j + 1];
    }
    float* out = v + c;
    Store(out, first);
    Store(out + (kPoints - 1) * point_stride, last);
    for (int pair = 0; pair < kPairs; ++pair) {
      Vec e = even[pair * kPairs] * d[2];
      Vec o = odd[pair * kPairs] * d[1];
#pragma GCC unroll 8
      for (int j = 1; j < kPairs; ++j) {
        e += even[pair * kPairs + j] * d[2 * j + 2];
        o += odd[pair * kPairs + j] * d[2 * j + 1];
      }
      Store(out + (1 + 2 * pair) * point_stride, e + o);
      Store(out + (2 + 2 * pair) * point_stride, e - o);
    }
  }
}

template <int kPairs, int kOutputs>
void TransformOutputOf(const TileTransform& plan, const float* products, ptrdiff_t point_stride,
                       const OutputTile& tile) {
  const float* output = plan.output;
#pragma GCC unroll 2
  for (int c = 0; c < kSlab; c += kLanes) {
    Vec both[2][kPairs];  // sum, difference
#pragma GCC unroll 8
    for (int pair = 0; pair < kPairs; ++pair) {
      const Vec plus = Load(products + (1 + 2 * pair) * point_stride + c);
      const Vec minus = Load(products + (2 + 2 * pair) * point_stride + c);
      both[0][pair] = plus + minus;
      both[1][pair] = plus - minus;
    }
    const Vec bias = Load(tile.bias + c);
    Vec s = Load(tile.sum + c);
    Vec q = Load(tile.squares + c);
#pragma GCC unroll 10
    for (int k = 0; k < kOutputs; ++k) {
      if (k >= tile.rows) break;
      Vec y = bias;
      if (k == 0) y += Load(products + c);
      if (k == kOutputs - 1) y += Load(products + (2 * kPairs + 1) * point_stride + c);
#pragma GCC unroll 8
      for (int pair = 0; pair < kPairs; ++pair) {
        y += output[pair * kOutputs + k] * both[k % 2][pair];
      }
      if (tile.residual) y += Load(tile.residual + k * tile.row_stride + c);
      Store(tile.y + k * tile.row_stride + c, y);
      s += y;
      q += y * y;
    }
    Store(tile.sum + c, s);
    Store(tile.squares + c, q);
  }
}

void TransformInput(const TileTransform& plan, const float* x, ptrdiff_t row_stride, int channels,
                    float* v, ptrdiff_t point_stride) {
  if (plan.pairs == 4) {
    TransformInputOf<4>(plan, x, row_stride, channels, v, point_stride);
  } else if (plan.pairs == 7) {
    TransformInputOf<7>(plan, x, row_stride, channels, v, point_stride);
  } else if (plan.pairs == 8) {
    TransformInputOf<8>(plan, x, row_stride, channels, v, point_stride);
  }
}

void TransformOutput(const TileTransform& plan, const float* products, ptrdiff_t point_stride,
                     const OutputTile& tile) {
  if (plan.pairs == 4) {
    TransformOutputOf<4, 8>(plan, products, point_stride, tile);
  } else if (plan.pairs == 7) {
    TransformOutputOf<7, 10>(plan, products, point_stride, tile);
  } else if (plan.pairs == 8) {
    TransformOutputOf<8, 8>(plan, products, point_stride, tile);
  }
}

constexpr Kernels MakeKernels(const char* name) {
  return {name, kSlab, Multiply, ApplyNormSnake, Leaky, Sums, TransformInput, TransformOutput, nullptr};
}

}  // namespace
}  // namespace vivavoce::vocoder
