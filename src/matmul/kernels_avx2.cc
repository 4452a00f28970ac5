// AVX2. VPMADDUBSW multiplies unsigned by signed bytes and adds pairs in 16 bits: 8 such pairs of 4-bit
// weights (at most 8 x 2 x 15 x 127 = 30480), or 2 of 6-bit weights (2 x 2 x 63 x 127 = 32004), fit. Then
// VPMADDWD multiplies by the scale of these inputs and adds in 32 bits, still exactly, and only a whole
// block goes to float. What a weight lacks as an unsigned number is a product of its own, as in
// kernels_avx512.cc.
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstring>

#include "matmul/kernels_list.h"

namespace vivavoce::matmul {
namespace {

constexpr int kTokensAtOnce = 4;  // more would not leave registers for their sums
constexpr int kLanes = 8;       // rows of half a panel

inline __attribute__((always_inline)) __m256i Load(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

inline __attribute__((always_inline)) __m256i LoadAhead(const void* from) {
  _mm_prefetch(static_cast<const char*>(from) + kAhead, _MM_HINT_T0);
  return Load(from);
}

// 4 bytes of `from` in each of the 8 lanes.
inline __attribute__((always_inline)) __m256i Spread(const void* from) {
  int value;
  std::memcpy(&value, from, sizeof value);
  return _mm256_set1_epi32(value);
}

inline __attribute__((always_inline)) __m256 Halves(const uint16_t* from) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}

// Each of 8 small numbers twice, as VPMADDWD takes the scale of a pair.
inline __attribute__((always_inline)) __m256i Twice(__m256i lanes) {
  return _mm256_or_si256(_mm256_and_si256(lanes, _mm256_set1_epi32(0xffff)),
                         _mm256_slli_epi32(lanes, 16));
}

template <int kTokens>
using Sums = std::array<__m256i, kTokens>;

// sums[t] += weights x 4 inputs of token t, in pairs.
template <int kTokens>
inline __attribute__((always_inline)) void AddPairs(__m256i weights, const ActivationBlock* tokens,
                                                    int input, Sums<kTokens>& sums) {
#pragma GCC unroll 4
  for (int t = 0; t < kTokens; ++t) {
    sums[t] = _mm256_add_epi16(sums[t],
                               _mm256_maddubs_epi16(weights, Spread(tokens[t].q + input)));
  }
}

template <int kTokens>
inline __attribute__((always_inline)) void AddScaled(const Sums<kTokens>& pairs, __m256i scale,
                                                     Sums<kTokens>& total) {
#pragma GCC unroll 4
  for (int t = 0; t < kTokens; ++t) {
    total[t] = _mm256_add_epi32(total[t], _mm256_madd_epi16(pairs[t], scale));
  }
}

// Rows `row` to row + 7 of one panel and block: the sums in units of the panel's scales.
template <int kTokens>
struct BlockSums {
  Sums<kTokens> scaled{};  // scale q x
  Sums<kTokens> below{};   // min x, or scale x
};

template <int kTokens>
inline __attribute__((always_inline)) BlockSums<kTokens> SumBlock(const Q4Panel& panel, int row,
                                                                  const ActivationBlock* tokens) {
  const __m256i low_half = _mm256_set1_epi8(15);
  BlockSums<kTokens> sums;
  for (int s = 0; s < 8; ++s) {
    Sums<kTokens> pairs{};
#pragma GCC unroll 4
    for (int v = 0; v < 4; ++v) {
      const __m256i q = LoadAhead(panel.q[4 * s + v][row]);
      const int input = 32 * s + 8 * v;
      AddPairs<kTokens>(_mm256_and_si256(q, low_half), tokens, input, pairs);
      AddPairs<kTokens>(_mm256_and_si256(_mm256_srli_epi16(q, 4), low_half), tokens, input + 4,
                        pairs);
    }
    const __m128i scale = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(panel.scale[s] + row));
    AddScaled<kTokens>(pairs, Twice(_mm256_cvtepu8_epi32(scale)), sums.scaled);
  }
  for (int p = 0; p < 4; ++p) {
    const __m256i mins = _mm256_cvtepu8_epi16(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(panel.min[p][row])));
#pragma GCC unroll 4
    for (int t = 0; t < kTokens; ++t) {
      sums.below[t] = _mm256_add_epi32(
          sums.below[t], _mm256_madd_epi16(mins, Spread(tokens[t].sums_of_32 + 2 * p)));
    }
  }
  return sums;
}

template <int kTokens>
inline __attribute__((always_inline)) BlockSums<kTokens> SumBlock(const Q6Panel& panel, int row,
                                                                  const ActivationBlock* tokens) {
  const __m256i low_half = _mm256_set1_epi8(15), upper = _mm256_set1_epi8(0x30);
  const auto join = [&](__m256i low, __m256i high) {
    return _mm256_or_si256(_mm256_and_si256(low, low_half), _mm256_and_si256(high, upper));
  };
  BlockSums<kTokens> sums;
  for (int s = 0; s < 16; ++s) {
    const __m256i both = _mm256_cvtepi8_epi16(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(panel.scale[s / 2][row])));
    if (s % 2 == 0) {
#pragma GCC unroll 4
      for (int t = 0; t < kTokens; ++t) {
        sums.below[t] = _mm256_add_epi32(
            sums.below[t], _mm256_madd_epi16(both, Spread(tokens[t].sums_of_16 + s)));
      }
    }
    const __m256i scale = Twice(s % 2 == 0 ? both : _mm256_srli_epi32(both, 16));
    const __m256i high = LoadAhead(panel.high[s][row]);
    const __m256i first = LoadAhead(panel.low[2 * s][row]);
    Sums<kTokens> pairs{};
    AddPairs<kTokens>(join(first, _mm256_slli_epi16(high, 4)), tokens, 16 * s, pairs);
    AddPairs<kTokens>(join(_mm256_srli_epi16(first, 4), _mm256_slli_epi16(high, 2)), tokens,
                      16 * s + 4, pairs);
    AddScaled<kTokens>(pairs, scale, sums.scaled);
    const __m256i second = LoadAhead(panel.low[2 * s + 1][row]);
    pairs = {};
    AddPairs<kTokens>(join(second, high), tokens, 16 * s + 8, pairs);
    AddPairs<kTokens>(join(_mm256_srli_epi16(second, 4), _mm256_srli_epi16(high, 2)), tokens,
                      16 * s + 12, pairs);
    AddScaled<kTokens>(pairs, scale, sums.scaled);
  }
  return sums;
}

inline __attribute__((always_inline)) __m256 InFloat(const Q4Panel& panel, int row, __m256i scaled,
                                                     __m256i below) {
  return _mm256_fmsub_ps(_mm256_cvtepi32_ps(scaled), Halves(panel.d + row),
                         _mm256_mul_ps(_mm256_cvtepi32_ps(below), Halves(panel.dmin + row)));
}

inline __attribute__((always_inline)) __m256 InFloat(const Q6Panel& panel, int row, __m256i scaled,
                                                     __m256i below) {
  const __m256i sum = _mm256_sub_epi32(scaled, _mm256_slli_epi32(below, 5));
  return _mm256_mul_ps(_mm256_cvtepi32_ps(sum), Halves(panel.d + row));
}

// result[t] += the products of one block with 8 rows, from `row` on.
template <int kTokens, typename Panel>
  requires(!std::same_as<Panel, Q8Panel>)
inline __attribute__((always_inline)) void AddBlock(const Panel& panel, int row,
                                                    const ActivationBlock* tokens,
                                                    std::array<__m256, kTokens>& result) {
  const BlockSums<kTokens> sums = SumBlock<kTokens>(panel, row, tokens);
#pragma GCC unroll 4
  for (int t = 0; t < kTokens; ++t) {
    result[t] = _mm256_fmadd_ps(InFloat(panel, row, sums.scaled[t], sums.below[t]),
                                _mm256_set1_ps(tokens[t].d), result[t]);
  }
}

// |q| times x with the sign of q: a pair of products (at most 2 x 128 x 127) just fits in 16 bits.
template <int kTokens>
inline __attribute__((always_inline)) void AddBlock(const Q8Panel& panel, int row,
                                                    const ActivationBlock* tokens,
                                                    std::array<__m256, kTokens>& result) {
  const __m256i ones = _mm256_set1_epi16(1);
  for (int s = 0; s < 8; ++s) {
    Sums<kTokens> sums{};
#pragma GCC unroll 8
    for (int v = 8 * s; v < 8 * s + 8; ++v) {
      const __m256i q = LoadAhead(panel.q[v][row]), magnitude = _mm256_abs_epi8(q);
#pragma GCC unroll 4
      for (int t = 0; t < kTokens; ++t) {
        const __m256i pairs = _mm256_maddubs_epi16(
            magnitude, _mm256_sign_epi8(Spread(tokens[t].q + 4 * v), q));
        sums[t] = _mm256_add_epi32(sums[t], _mm256_madd_epi16(pairs, ones));
      }
    }
    const __m256 d = Halves(panel.d[s] + row);
#pragma GCC unroll 4
    for (int t = 0; t < kTokens; ++t) {
      result[t] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[t]),
                                  _mm256_mul_ps(d, _mm256_set1_ps(tokens[t].d)), result[t]);
    }
  }
}

// kTokens of a tile of `tokens`, from `tile` on.
template <typename Panel, int kTokens>
void SubTile(const Panel* panel, int blocks, const ActivationBlock* tile, int tokens, float* out,
             ptrdiff_t out_stride) {
  for (int row = 0; row < kPanelRows; row += kLanes) {
    std::array<__m256, kTokens> result{};
    for (int b = 0; b < blocks; ++b) {
      AddBlock<kTokens>(panel[b], row, tile + static_cast<ptrdiff_t>(b) * tokens, result);
    }
    for (int t = 0; t < kTokens; ++t) _mm256_storeu_ps(out + t * out_stride + row, result[t]);
  }
}

template <typename Panel>
void MultiplyTile(const Panel* panel, int blocks, const ActivationBlock* tile, int tokens,
                  float* out, ptrdiff_t out_stride) {
  using Function = void (*)(const Panel*, int, const ActivationBlock*, int, float*, ptrdiff_t);
  static constexpr std::array<Function, kTokensAtOnce> kSubTiles = {
      SubTile<Panel, 1>, SubTile<Panel, 2>, SubTile<Panel, 3>, SubTile<Panel, 4>};
  for (int first = 0; first < tokens; first += kTokensAtOnce) {
    const int count = std::min(tokens - first, kTokensAtOnce);
    kSubTiles[static_cast<size_t>(count - 1)](panel, blocks, tile + first, tokens,
                                              out + first * out_stride, out_stride);
  }
}

void QuantiseIn8(const float* x, ActivationBlock& block) {
  const __m256 sign = _mm256_set1_ps(-0.0F);
  __m256 magnitude = _mm256_setzero_ps();
  for (int i = 0; i < kBlockInputs; i += 8) {
    magnitude = _mm256_max_ps(magnitude, _mm256_andnot_ps(sign, _mm256_loadu_ps(x + i)));
  }
  std::array<float, 8> lanes;
  _mm256_storeu_ps(lanes.data(), magnitude);
  const float largest = *std::ranges::max_element(lanes);
  const __m256 factor = _mm256_set1_ps(largest > 0 ? 127.0F / largest : 0.0F);
  block.d = largest / 127.0F;
  for (int i = 0; i < kBlockInputs; i += 32) {
    const auto rounded = [&](int at) {
      return _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + i + at), factor));
    };
    const __m256i packed =
        _mm256_packs_epi16(_mm256_packs_epi32(rounded(0), rounded(8)),
                           _mm256_packs_epi32(rounded(16), rounded(24)));
    // Packing works on halves of a register: put its groups of 4 in order.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(block.q + i),
                        _mm256_permutevar8x32_epi32(packed, order));
  }
  for (int s = 0; s < 16; ++s) {
    int sum = 0;
    for (int i = 0; i < 16; ++i) sum += block.q[16 * s + i];
    block.sums_of_16[s] = static_cast<int16_t>(sum);
  }
  for (int s = 0; s < 8; ++s) {
    block.sums_of_32[s] =
        static_cast<int16_t>(block.sums_of_16[2 * s] + block.sums_of_16[2 * s + 1]);
  }
}

}  // namespace

const Kernels kAvx2Kernels = {.name = "avx2",
                              .quantise = QuantiseIn8,
                              .multiply_q4 = MultiplyTile<Q4Panel>,
                              .multiply_q6 = MultiplyTile<Q6Panel>,
                              .multiply_q8 = MultiplyTile<Q8Panel>};

}  // namespace vivavoce::matmul
