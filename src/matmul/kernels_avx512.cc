// AVX-512 F, BW and VNNI.
//
// A weight is an unsigned byte and an activation a signed one, as VPDPBUSD wants them: 4 products and
// their sum for each of 16 rows in one instruction. The sum over 32 (16) inputs is exact in 32 bits, then
// it is weighted in float by the scale of these inputs. What a weight lacks as an unsigned number (the
// min of Q4, the 32 of Q6, the 128 of Q8) needs only the sum of the activations, so it is a product of its own, 16 or 32
// times shorter.
#include <immintrin.h>

#include <array>
#include <cstring>
#include <utility>

#include "matmul/kernels_list.h"

namespace vivavoce::matmul {
namespace {

inline __attribute__((always_inline)) __m512i LoadAhead(const void* from) {
  _mm_prefetch(static_cast<const char*>(from) + kAhead, _MM_HINT_T0);
  return _mm512_loadu_si512(from);
}

// 4 bytes of `from` in each of the 16 lanes.
inline __attribute__((always_inline)) __m512i Spread(const void* from) {
  int value;
  std::memcpy(&value, from, sizeof value);
  return _mm512_set1_epi32(value);
}

inline __attribute__((always_inline)) __m256i Load32(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

template <int kTokens>
using Sums = std::array<__m512i, kTokens>;
template <int kTokens>
using FloatSums = std::array<__m512, kTokens>;

// sums[t] += weights x 4 inputs of token t, from `input` on.
template <int kTokens>
inline __attribute__((always_inline)) void AddProducts(__m512i weights,
                                                       const ActivationBlock* tokens, int input,
                                                       Sums<kTokens>& sums) {
#pragma GCC unroll 12
  for (int t = 0; t < kTokens; ++t) {
    sums[t] = _mm512_dpbusd_epi32(sums[t], weights, Spread(tokens[t].q + input));
  }
}

template <int kTokens>
inline __attribute__((always_inline)) void AddScaled(const Sums<kTokens>& sums, __m512 factor,
                                                     FloatSums<kTokens>& total) {
#pragma GCC unroll 12
  for (int t = 0; t < kTokens; ++t) {
    total[t] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[t]), factor, total[t]);
  }
}

template <int kTokens>
void Tile(const Q4Panel* panel, int blocks, const ActivationBlock* tokens, float* out,
          ptrdiff_t out_stride) {
  const __m512i low_half = _mm512_set1_epi8(15);
  FloatSums<kTokens> result{};
  for (int b = 0; b < blocks; ++b, ++panel, tokens += kTokens) {
    FloatSums<kTokens> scaled{};
    for (int s = 0; s < 8; ++s) {
      Sums<kTokens> sums{};
#pragma GCC unroll 4
      for (int v = 0; v < 4; ++v) {
        const __m512i q = LoadAhead(panel->q[4 * s + v]);
        const int input = 32 * s + 8 * v;
        AddProducts<kTokens>(_mm512_and_si512(q, low_half), tokens, input, sums);
        AddProducts<kTokens>(_mm512_and_si512(_mm512_srli_epi16(q, 4), low_half), tokens,
                             input + 4, sums);
      }
      AddScaled<kTokens>(
          sums,
          _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(
              _mm_loadu_si128(reinterpret_cast<const __m128i*>(panel->scale[s])))),
          scaled);
    }
    Sums<kTokens> below{};
    for (int p = 0; p < 4; ++p) {
      const __m512i mins = _mm512_cvtepu8_epi16(Load32(panel->min[p]));
#pragma GCC unroll 12
      for (int t = 0; t < kTokens; ++t) {
        below[t] = _mm512_dpwssd_epi32(below[t], mins, Spread(tokens[t].sums_of_32 + 2 * p));
      }
    }
    const __m512 d = _mm512_cvtph_ps(Load32(panel->d));
    const __m512 dmin = _mm512_cvtph_ps(Load32(panel->dmin));
#pragma GCC unroll 12
    for (int t = 0; t < kTokens; ++t) {
      const __m512 sum =
          _mm512_fmsub_ps(scaled[t], d, _mm512_mul_ps(_mm512_cvtepi32_ps(below[t]), dmin));
      result[t] = _mm512_fmadd_ps(sum, _mm512_set1_ps(tokens[t].d), result[t]);
    }
  }
  for (int t = 0; t < kTokens; ++t) _mm512_storeu_ps(out + t * out_stride, result[t]);
}

template <int kTokens>
void Tile(const Q6Panel* panel, int blocks, const ActivationBlock* tokens, float* out,
          ptrdiff_t out_stride) {
  const __m512i low_half = _mm512_set1_epi8(15), upper = _mm512_set1_epi8(0x30);
  // (low & 15) | (high & 0x30)
  const auto join = [&](__m512i low, __m512i high) {
    return _mm512_ternarylogic_epi32(_mm512_and_si512(low, low_half), high, upper, 0xF8);
  };
  FloatSums<kTokens> result{};
  for (int b = 0; b < blocks; ++b, ++panel, tokens += kTokens) {
    FloatSums<kTokens> scaled{};
    Sums<kTokens> below{};
    for (int p = 0; p < 8; ++p) {
      const __m512i scales = _mm512_cvtepi8_epi16(Load32(panel->scale[p]));
#pragma GCC unroll 12
      for (int t = 0; t < kTokens; ++t) {
        below[t] = _mm512_dpwssd_epi32(below[t], scales, Spread(tokens[t].sums_of_16 + 2 * p));
      }
#pragma GCC unroll 2
      for (int s = 2 * p; s < 2 * p + 2; ++s) {
        Sums<kTokens> sums{};
        const __m512i high = LoadAhead(panel->high[s]);
        const __m512i first = LoadAhead(panel->low[2 * s]);
        const __m512i second = LoadAhead(panel->low[2 * s + 1]);
        AddProducts<kTokens>(join(first, _mm512_slli_epi16(high, 4)), tokens, 16 * s, sums);
        AddProducts<kTokens>(join(_mm512_srli_epi16(first, 4), _mm512_slli_epi16(high, 2)), tokens,
                             16 * s + 4, sums);
        AddProducts<kTokens>(join(second, high), tokens, 16 * s + 8, sums);
        AddProducts<kTokens>(join(_mm512_srli_epi16(second, 4), _mm512_srli_epi16(high, 2)), tokens,
                             16 * s + 12, sums);
        const __m512i scale = s % 2 == 0 ? _mm512_slli_epi32(scales, 16) : scales;
        AddScaled<kTokens>(sums, _mm512_cvtepi32_ps(_mm512_srai_epi32(scale, 16)), scaled);
      }
    }
    const __m512 d = _mm512_cvtph_ps(Load32(panel->d));
#pragma GCC unroll 12
    for (int t = 0; t < kTokens; ++t) {
      const __m512 sum =
          _mm512_fnmadd_ps(_mm512_cvtepi32_ps(below[t]), _mm512_set1_ps(32.0F), scaled[t]);
      result[t] =
          _mm512_fmadd_ps(_mm512_mul_ps(sum, d), _mm512_set1_ps(tokens[t].d), result[t]);
    }
  }
  for (int t = 0; t < kTokens; ++t) _mm512_storeu_ps(out + t * out_stride, result[t]);
}

template <int kTokens>
void Tile(const Q8Panel* panel, int blocks, const ActivationBlock* tokens, float* out,
          ptrdiff_t out_stride) {
  const __m512i sign = _mm512_set1_epi8(-128);
  FloatSums<kTokens> result{};
  for (int b = 0; b < blocks; ++b, ++panel, tokens += kTokens) {
    FloatSums<kTokens> scaled{};
    for (int s = 0; s < 8; ++s) {
      // (q + 128) x - 128 x, so that the weight is an unsigned byte.
      Sums<kTokens> sums;
#pragma GCC unroll 12
      for (int t = 0; t < kTokens; ++t) {
        sums[t] = _mm512_set1_epi32(-128 * tokens[t].sums_of_32[s]);
      }
#pragma GCC unroll 8
      for (int v = 0; v < 8; ++v) {
        AddProducts<kTokens>(_mm512_xor_si512(LoadAhead(panel->q[8 * s + v]), sign), tokens,
                             32 * s + 4 * v, sums);
      }
      AddScaled<kTokens>(sums, _mm512_cvtph_ps(Load32(panel->d[s])), scaled);
    }
#pragma GCC unroll 12
    for (int t = 0; t < kTokens; ++t) {
      result[t] = _mm512_fmadd_ps(scaled[t], _mm512_set1_ps(tokens[t].d), result[t]);
    }
  }
  for (int t = 0; t < kTokens; ++t) _mm512_storeu_ps(out + t * out_stride, result[t]);
}

template <typename Panel, int... kTokens>
void Choose(const Panel* panel, int blocks, const ActivationBlock* tile, int tokens, float* out,
            ptrdiff_t out_stride, std::integer_sequence<int, kTokens...>) {
  using Function = void (*)(const Panel*, int, const ActivationBlock*, float*, ptrdiff_t);
  static constexpr std::array<Function, kMaxTile> kTiles = {Tile<kTokens + 1>...};
  kTiles[static_cast<size_t>(tokens - 1)](panel, blocks, tile, out, out_stride);
}

void Quantise(const float* x, ActivationBlock& block) {
  __m512 magnitude = _mm512_setzero_ps();
  for (int i = 0; i < kBlockInputs; i += 16) {
    magnitude = _mm512_max_ps(magnitude, _mm512_abs_ps(_mm512_loadu_ps(x + i)));
  }
  const float largest = _mm512_reduce_max_ps(magnitude);
  const __m512 factor = _mm512_set1_ps(largest > 0 ? 127.0F / largest : 0.0F);
  block.d = largest / 127.0F;
  for (int i = 0; i < 16; ++i) {
    const __m512i q =
        _mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + 16 * i), factor));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(block.q + 16 * i), _mm512_cvtsepi32_epi8(q));
    block.sums_of_16[i] = static_cast<int16_t>(_mm512_reduce_add_epi32(q));
  }
  for (int i = 0; i < 8; ++i) {
    block.sums_of_32[i] =
        static_cast<int16_t>(block.sums_of_16[2 * i] + block.sums_of_16[2 * i + 1]);
  }
}

template <typename Panel>
void Multiply(const Panel* panel, int blocks, const ActivationBlock* tile, int tokens, float* out,
              ptrdiff_t out_stride) {
  Choose(panel, blocks, tile, tokens, out, out_stride,
         std::make_integer_sequence<int, kMaxTile>());
}

}  // namespace

const Kernels kAvx512Kernels = {.name = "avx512",
                                .quantise = Quantise,
                                .multiply_q4 = Multiply<Q4Panel>,
                                .multiply_q6 = Multiply<Q6Panel>,
                                .multiply_q8 = Multiply<Q8Panel>};

}  // namespace vivavoce::matmul
