// See kernels_body.h; besides, tile_kernels.h for CPUs with AMX-BF16.
#define VV_LANES 16
#define VV_ROWS 12
#include <immintrin.h>

#include "base/amx.h"
#include "vocoder/kernels_body.h"
#include "vocoder/kernels_list.h"
#include "vocoder/tile_kernels.h"

namespace vivavoce::vocoder {
namespace {

constexpr AmxConfig kWholeTiles = [] {
  AmxConfig config;
  for (int tile = 0; tile < 8; ++tile) config.Set(tile, 16, 64);
  return config;
}();

VV_INLINE void RoundPair(Vec low, Vec high, Bfloat16* y) {
  const __m512bh both =
      _mm512_cvtne2ps_pbh(reinterpret_cast<__m512>(high), reinterpret_cast<__m512>(low));
  _mm512_storeu_si512(y, reinterpret_cast<__m512i>(both));
}

void Round(const float* x, int rows, int channels, Bfloat16* y, ptrdiff_t y_rows) {
  for (int row = 0; row < rows; ++row, x += channels, y += kTileInputs) {
    for (int c = 0; c < channels; c += kTileInputs) {
      RoundPair(Load(x + c), Load(x + c + kLanes), y + c * y_rows);
    }
  }
}

void RoundNormSnake(const float* x, int rows, int channels, const NormSnake& norm, Bfloat16* y,
                    ptrdiff_t y_rows) {
  const auto snake = [&](int c) __attribute__((always_inline)) {
    return Snake(Load(x + c) * Load(norm.gain + c) + Load(norm.offset + c), Load(norm.rate + c),
                 Load(norm.inverse + c));
  };
  for (int row = 0; row < rows; ++row, x += channels, y += kTileInputs) {
    for (int c = 0; c < channels; c += kTileInputs) {
      RoundPair(snake(c), snake(c + kLanes), y + c * y_rows);
    }
  }
}

constexpr int kTileWeights = kTileInputs * kTileOutputs;
constexpr int kTileProducts = kTileRows * kTileOutputs;

constexpr ptrdiff_t kTileRowBytes = 64;

// Tiles 0 to 5 gather the products of as many tiles of rows with one tile of weights (7); 6 is
// their input.
template <int kTile, int kTiles>
VV_INLINE void Zero() {
  if constexpr (kTile < kTiles) {
    AmxZero<kTile>();
    Zero<kTile + 1, kTiles>();
  }
}

template <int kTile, int kTiles>
VV_INLINE void AddProducts(const Bfloat16* x) {
  if constexpr (kTile < kTiles) {
    AmxLoad<6>(x + kTile * kTileRows * kTileInputs, kTileRowBytes);
    AmxAddBf16<kTile, 6, 7>();
    AddProducts<kTile + 1, kTiles>(x);
  }
}

template <int kTile, int kTiles>
VV_INLINE void Put(float* products) {
  if constexpr (kTile < kTiles) {
    AmxStore<kTile>(products + kTile * kTileProducts, kTileRowBytes);
    Put<kTile + 1, kTiles>(products);
  }
}

constexpr ptrdiff_t kWeightsAhead = 8 * kTileWeights;

// products[kTiles * kTileRows][kTileOutputs] of the rows from x on.
template <int kTiles>
void MultiplyTiles(const TileConvolution& job, const Bfloat16* x, const Bfloat16* weights,
                   float* products) {
  const ptrdiff_t part = job.x_rows * kTileInputs;
  const ptrdiff_t step = ptrdiff_t{job.dilation} * kTileInputs;
  Zero<0, kTiles>();
  for (int in = 0; in < job.inputs; in += kTileInputs, x += part) {
    const Bfloat16* from = x;
    for (int tap = 0; tap < job.taps; ++tap, from += step, weights += kTileWeights) {
      // Weights that are used once a clause come from far away, and hardware prefetching stops at pages.
#pragma GCC unroll 16
      for (int line = 0; line < kTileRows; ++line) {
        __builtin_prefetch(weights + kWeightsAhead + line * kTileInputs, 0, 2);
      }
      AmxLoad<7>(weights, kTileRowBytes);
      AddProducts<0, kTiles>(from);
    }
  }
  Put<0, kTiles>(products);
}

constexpr auto kMultiplyTiles = [] {
  static_assert(kTilesAtOnce == 6);
  using Function = void (*)(const TileConvolution&, const Bfloat16*, const Bfloat16*, float*);
  struct Table {
    Function of[kTilesAtOnce + 1];  // by the number of tiles
  };
  return Table{{nullptr, MultiplyTiles<1>, MultiplyTiles<2>, MultiplyTiles<3>, MultiplyTiles<4>,
                MultiplyTiles<5>, MultiplyTiles<6>}};
}();

// y = products + bias + residual for `count` rows of kTileOutputs channels from `out` on.
void PutRows(const TileConvolution& job, const float* products, ptrdiff_t row, int count, int out) {
  const ptrdiff_t first = row * job.y_stride + out;
  const Vec bias = Load(job.bias + out);
  const float* residual = job.residual ? job.residual + first : nullptr;
  float* y = job.y + first;
  constexpr int kSums = 4;  // side by side, so that no addition waits for the one before
  Vec sum[kSums] = {}, squares[kSums] = {};
  const auto put = [&](int i, Vec& s, Vec& q) __attribute__((always_inline)) {
    Vec v = Load(products + i * kTileOutputs) + bias;
    if (residual) v += Load(residual + i * job.y_stride);
    Store(y + i * job.y_stride, v);
    s += v;
    q += v * v;
  };
  int i = 0;
  for (; i + kSums <= count; i += kSums) {
#pragma GCC unroll 4
    for (int k = 0; k < kSums; ++k) put(i + k, sum[k], squares[k]);
  }
  for (; i < count; ++i) put(i, sum[0], squares[0]);
  if (!job.sum) return;
  Store(job.sum + out, Load(job.sum + out) + ((sum[0] + sum[1]) + (sum[2] + sum[3])));
  Store(job.squares + out,
        Load(job.squares + out) + ((squares[0] + squares[1]) + (squares[2] + squares[3])));
}

void Convolve(const TileConvolution& job) {
  const AmxScope scope(kWholeTiles);
  alignas(64) float products[kTilesAtOnce * kTileProducts];
  const Bfloat16* weights = job.weights;
  for (int out = 0; out < job.outputs; out += kTileOutputs) {
    for (int row = 0; row < job.rows; row += kTilesAtOnce * kTileRows) {
      const int left = job.rows - row;
      const int count = left < kTilesAtOnce * kTileRows ? left : kTilesAtOnce * kTileRows;
      kMultiplyTiles.of[(count + kTileRows - 1) / kTileRows](job, job.x + row * kTileInputs,
                                                             weights, products);
      PutRows(job, products, row, count, out);
    }
    weights += ptrdiff_t{job.taps} * kTileOutputs * job.inputs;
  }
}

constexpr TileKernels kTiles = {Round, RoundNormSnake, Convolve};

}  // namespace

constinit const Kernels kAmxKernels = [] {
  Kernels kernels = MakeKernels("amx");
  kernels.tiles = &kTiles;
  return kernels;
}();

}  // namespace vivavoce::vocoder
