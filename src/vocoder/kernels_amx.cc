// See kernels_body.h; besides, tile_kernels.h for CPUs with AMX-BF16.
#define VV_LANES 16
#define VV_ROWS 12
#include <immintrin.h>

#include "vocoder/kernels_body.h"
#include "vocoder/kernels_list.h"
#include "vocoder/tile_kernels.h"

namespace vivavoce::vocoder {
namespace {

// Operand of LDTILECFG and STTILECFG: palette 1, eight tiles of 16 rows of 64 bytes. Written as bytes
// because g++ 12 takes the operand of its intrinsic for 8 bytes (third_party/amx_tile_config.h).
struct alignas(64) TileConfig {
  unsigned char bytes[64];
};

constexpr TileConfig kWholeTiles = [] {
  TileConfig config{};
  config.bytes[0] = 1;
  for (int tile = 0; tile < 8; ++tile) {
    config.bytes[16 + 2 * tile] = 64;
    config.bytes[48 + tile] = 16;
  }
  return config;
}();

void LoadConfig(const TileConfig& config) { __asm__ volatile("ldtilecfg\t%X0" : : "m"(config)); }

// Others have configured the tiles of this thread, and some will not do it again (ggml).
class TileScope {
 public:
  TileScope() {
    __asm__ volatile("sttilecfg\t%X0" : "=m"(before_));
    LoadConfig(kWholeTiles);
  }
  ~TileScope() {
    if (before_.bytes[0] == 0) {
      __asm__ volatile("tilerelease");
    } else {
      LoadConfig(before_);
    }
  }
  TileScope(const TileScope&) = delete;
  TileScope& operator=(const TileScope&) = delete;

 private:
  TileConfig before_;
};

void NormSnakeToHalf(const float* x, int rows, int channels, const NormSnake& norm, Bfloat16* y,
                     ptrdiff_t y_rows) {
  const auto snake = [&](const float* from, int c) {
    return reinterpret_cast<__m512>(Snake(Load(from + c) * Load(norm.gain + c) + Load(norm.offset + c),
                                          Load(norm.rate + c), Load(norm.inverse + c)));
  };
  for (int row = 0; row < rows; ++row, x += channels, y += kTileInputs) {
    Bfloat16* out = y;
    for (int c = 0; c < channels; c += 2 * kLanes, out += y_rows * kTileInputs) {
      const __m512bh both = _mm512_cvtne2ps_pbh(snake(x, c + kLanes), snake(x, c));
      _mm512_storeu_si512(out, reinterpret_cast<__m512i>(both));
    }
  }
}

constexpr int kTileWeights = kTileInputs * kTileOutputs;
constexpr int kTileProducts = kTileRows * kTileOutputs;

// Tiles 0 to 5 gather the products of as many tiles of rows with one tile of weights (7); 6 is their
// input. A tile's number is part of the instruction, so a loop over them is a recursion of templates;
// the compiler's intrinsics (macros) take literals only.
template <int kTile>
VV_INLINE void LoadTile(const Bfloat16* from) {
  __asm__ volatile("tileloadd\t(%0,%1,1), %%tmm%c2"
                   :
                   : "r"(from), "r"(ptrdiff_t{64}), "i"(kTile)
                   : "memory");
}

template <int kTile, int kTiles>
VV_INLINE void Zero() {
  if constexpr (kTile < kTiles) {
    __asm__ volatile("tilezero\t%%tmm%c0" : : "i"(kTile));
    Zero<kTile + 1, kTiles>();
  }
}

template <int kTile, int kTiles>
VV_INLINE void AddProducts(const Bfloat16* x) {
  if constexpr (kTile < kTiles) {
    LoadTile<6>(x + kTile * kTileRows * kTileInputs);
    __asm__ volatile("tdpbf16ps\t%%tmm7, %%tmm6, %%tmm%c0" : : "i"(kTile));
    AddProducts<kTile + 1, kTiles>(x);
  }
}

template <int kTile, int kTiles>
VV_INLINE void Put(float* products) {
  if constexpr (kTile < kTiles) {
    __asm__ volatile("tilestored\t%%tmm%c2, (%0,%1,1)"
                     :
                     : "r"(products + kTile * kTileProducts), "r"(ptrdiff_t{64}), "i"(kTile)
                     : "memory");
    Put<kTile + 1, kTiles>(products);
  }
}

// products[kTiles * kTileRows][kTileOutputs] of the rows from x on.
template <int kTiles>
void MultiplyTiles(const TileConvolution& job, const Bfloat16* x, const Bfloat16* weights,
                   float* products) {
  const ptrdiff_t part = job.x_rows * kTileInputs;
  const ptrdiff_t step = ptrdiff_t{job.dilation} * kTileInputs;
  Zero<0, kTiles>();
  for (int in = 0; in < job.channels; in += kTileInputs, x += part) {
    const Bfloat16* from = x;
    for (int tap = 0; tap < job.taps; ++tap, from += step, weights += kTileWeights) {
      LoadTile<7>(weights);
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
  const ptrdiff_t channels = job.channels;
  const ptrdiff_t first = row * channels + out;
  const Vec bias = Load(job.bias + out);
  const float* residual = job.residual ? job.residual + first : nullptr;
  float* y = job.y + first;
  constexpr int kSums = 4;  // side by side, so that no addition waits for the one before
  Vec sum[kSums] = {}, squares[kSums] = {};
  const auto put = [&](int i, Vec& s, Vec& q) __attribute__((always_inline)) {
    Vec v = Load(products + i * kTileOutputs) + bias;
    if (residual) v += Load(residual + i * channels);
    Store(y + i * channels, v);
    s += v;
    q += v * v;
  };
  int i = 0;
  for (; i + kSums <= count; i += kSums) {
#pragma GCC unroll 4
    for (int k = 0; k < kSums; ++k) put(i + k, sum[k], squares[k]);
  }
  for (; i < count; ++i) put(i, sum[0], squares[0]);
  Store(job.sum + out, Load(job.sum + out) + ((sum[0] + sum[1]) + (sum[2] + sum[3])));
  Store(job.squares + out,
        Load(job.squares + out) + ((squares[0] + squares[1]) + (squares[2] + squares[3])));
}

void Convolve(const TileConvolution& job) {
  const TileScope scope;
  alignas(64) float products[kTilesAtOnce * kTileProducts];
  const Bfloat16* weights = job.weights;
  for (int out = 0; out < job.channels; out += kTileOutputs) {
    for (int row = 0; row < job.rows; row += kTilesAtOnce * kTileRows) {
      const int left = job.rows - row;
      const int count = left < kTilesAtOnce * kTileRows ? left : kTilesAtOnce * kTileRows;
      kMultiplyTiles.of[(count + kTileRows - 1) / kTileRows](job, job.x + row * kTileInputs,
                                                             weights, products);
      PutRows(job, products, row, count, out);
    }
    weights += ptrdiff_t{job.taps} * kTileOutputs * job.channels;
  }
}

constexpr TileKernels kTiles = {NormSnakeToHalf, Convolve};

}  // namespace

constinit const Kernels kAmxKernels = [] {
  Kernels kernels = MakeKernels("amx");
  kernels.tiles = &kTiles;
  return kernels;
}();

}  // namespace vivavoce::vocoder
