// The products against ggml's own meaning of the weights, in double precision.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "matmul/ggml_weights.h"
#include "matmul/kernels.h"
#include "matmul/pack.h"
#include "matmul/product.h"
#include "matmul/testing/weight_graph.h"

namespace vivavoce::matmul {
namespace {

std::vector<float> Noise(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 1.0F);
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

struct Matrix {
  std::vector<uint8_t> blocks;  // as ggml writes them
  std::vector<float> exact;     // what they mean, [rows][inputs]
};

Matrix MakeMatrix(ggml_type type, int rows, int inputs, unsigned seed) {
  const std::vector<float> source = Noise(static_cast<size_t>(rows) * inputs, seed);
  Matrix matrix;
  matrix.blocks.resize(ggml_row_size(type, inputs) * rows);
  ggml_quantize_chunk(type, source.data(), matrix.blocks.data(), 0, rows, inputs, nullptr);
  matrix.exact.resize(source.size());
  ggml_get_type_traits(type)->to_float(matrix.blocks.data(), matrix.exact.data(),
                                       static_cast<int64_t>(rows) * inputs);
  return matrix;
}

// The activations as their 8 bits mean them: what is left is the order of float sums.
std::vector<float> Rounded(const Kernels& kernels, const std::vector<float>& x) {
  std::vector<float> rounded(x.size());
  for (size_t begin = 0; begin < x.size(); begin += kBlockInputs) {
    ActivationBlock block;
    kernels.quantise(x.data() + begin, block);
    for (int i = 0; i < kBlockInputs; ++i) {
      rounded[begin + static_cast<size_t>(i)] = block.d * static_cast<float>(block.q[i]);
    }
  }
  return rounded;
}

template <typename Panel>
std::vector<float> Product(const Kernels& kernels, const Matrix& matrix, int rows, int inputs,
                           const std::vector<float>& x) {
  const int count = PanelsOf(rows);
  std::vector<Panel> panels(static_cast<size_t>(count) * (inputs / kBlockInputs));
  std::memset(static_cast<void*>(panels.data()), 0xff, panels.size() * sizeof(Panel));
  Pack(matrix.blocks, inputs, std::span(panels));
  const int tokens = static_cast<int>(x.size()) / inputs;
  const Tiling tiling(tokens);
  std::vector<ActivationBlock> activations(ActivationBlocks(tokens, inputs));
  for (int t = 0; t < tokens; ++t) {
    for (int b = 0; b < inputs / kBlockInputs; ++b) {
      kernels.quantise(x.data() + static_cast<size_t>(t) * inputs + b * kBlockInputs,
                       activations[ActivationIndex(tiling, t, b, inputs)]);
    }
  }
  std::vector<float> out(static_cast<size_t>(tokens) * rows, std::nanf(""));
  Multiply<Panel>(kernels, panels, inputs, tiling, activations, 0, count / 2, out.data(), rows);
  Multiply<Panel>(kernels, panels, inputs, tiling, activations, count / 2, count, out.data(), rows);
  return out;
}

template <typename Panel>
void ExpectExact(const Kernels& kernels, ggml_type type, int tokens) {
  constexpr int kRows = 57, kInputs = 768;  // three panels and 9 rows
  const Matrix matrix = MakeMatrix(type, kRows, kInputs, 1);
  const std::vector<float> x = Noise(static_cast<size_t>(tokens) * kInputs, 2);
  const std::vector<float> rounded = Rounded(kernels, x);
  const std::vector<float> got = Product<Panel>(kernels, matrix, kRows, kInputs, x);
  for (int t = 0; t < tokens; ++t) {
    for (int r = 0; r < kRows; ++r) {
      double sum = 0, size = 0;
      for (int i = 0; i < kInputs; ++i) {
        const double term = double{matrix.exact[static_cast<size_t>(r) * kInputs + i]} *
                            rounded[static_cast<size_t>(t) * kInputs + i];
        sum += term;
        size += std::abs(term);
      }
      ASSERT_NEAR(sum, got[static_cast<size_t>(t) * kRows + r], 2e-6 * size)
          << kernels.name << " " << ggml_type_name(type) << " token " << t << " of " << tokens << " row " << r;
    }
  }
}

// Every size of a tile, more than one tile of even and uneven sizes, more than four tiles.
TEST(MatmulTest, EveryRowOfEveryTokenIsTheExactSum) {
  for (const Kernels* kernels : SupportedKernels()) {
    for (const int tokens : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 49, 61}) {
      ExpectExact<Q4Panel>(*kernels, GGML_TYPE_Q4_K, tokens);
      ExpectExact<Q6Panel>(*kernels, GGML_TYPE_Q6_K, tokens);
      ExpectExact<Q8Panel>(*kernels, GGML_TYPE_Q8_0, tokens);
    }
  }
}

// The largest numbers that the formats hold, which sums in 16 bits must stand.
TEST(MatmulTest, ExtremesDoNotOverflow) {
  Matrix q4 = {.blocks = std::vector<uint8_t>(16 * 2 * kQ4KBytes, 0xff), .exact = {}};
  Matrix q6 = {.blocks = std::vector<uint8_t>(16 * 2 * kQ6KBytes, 0xff), .exact = {}};
  Matrix q8 = {.blocks = std::vector<uint8_t>(16 * 2 * kQ8Bytes, 0x80), .exact = {}};  // -128
  const uint16_t one = 0x3c00;  // as a half float
  for (size_t b = 0; b < 16 * 2 * 8; ++b) std::memcpy(&q8.blocks[b * 34], &one, 2);
  for (size_t b = 0; b < 32; ++b) {
    std::memcpy(&q4.blocks[b * kQ4KBytes], &one, 2);
    std::memcpy(&q4.blocks[b * kQ4KBytes + 2], &one, 2);
    std::memset(&q6.blocks[b * kQ6KBytes + 192], 0x80, 16);  // scales of -128
    std::memcpy(&q6.blocks[b * kQ6KBytes + 208], &one, 2);
  }
  for (const Kernels* kernels : SupportedKernels()) {
    for (const float x : {1.0F, -1.0F}) {  // 127 or -127 in 8 bits
      const std::vector<float> row(512, x);
      const float q4_sum = x * 512 * (63 * 15 - 63), q6_sum = x * 512 * -128 * 31;
      EXPECT_THAT(Product<Q4Panel>(*kernels, q4, 16, 512, row),
                  ::testing::Each(::testing::FloatNear(q4_sum, 1.0F)));
      EXPECT_THAT(Product<Q6Panel>(*kernels, q6, 16, 512, row),
                  ::testing::Each(::testing::FloatNear(q6_sum, 4.0F)));
      EXPECT_THAT(Product<Q8Panel>(*kernels, q8, 16, 512, row),
                  ::testing::Each(::testing::FloatNear(x * 512 * -128, 1.0F)));
    }
  }
}

TEST(TilingTest, EveryTokenHasItsOwnPlace) {
  for (int tokens = 1; tokens <= 100; ++tokens) {
    const Tiling tiling(tokens);
    EXPECT_EQ(0, tiling.Begin(0));
    EXPECT_EQ(tokens, tiling.Begin(tiling.count));
    std::vector<int> taken(ActivationBlocks(tokens, 512), 0);
    for (int t = 0; t < tokens; ++t) {
      const int tile = tiling.Of(t);
      EXPECT_LE(tiling.Begin(tile), t);
      EXPECT_LT(t, tiling.Begin(tile + 1));
      for (int b = 0; b < 2; ++b) ++taken[ActivationIndex(tiling, t, b, 512)];
    }
    EXPECT_THAT(taken, ::testing::Each(1));
    for (int i = 0; i < tiling.count; ++i) {
      EXPECT_LE(tiling.Begin(i + 1) - tiling.Begin(i), kMaxTile);
    }
  }
}

TEST(QuantiseTest, TheLargestBecomes127AndTheSumsAreOfWhatWasRounded) {
  std::vector<float> x = Noise(kBlockInputs, 3);
  x[200] = -9.0F;
  for (const Kernels* kernels : SupportedKernels()) {
    ActivationBlock block;
    kernels->quantise(x.data(), block);
    EXPECT_EQ(-127, block.q[200]);
    EXPECT_FLOAT_EQ(9.0F / 127, block.d);
    for (int s = 0; s < 16; ++s) {
      int sum = 0;
      for (int i = 16 * s; i < 16 * s + 16; ++i) {
        sum += block.q[i];
        EXPECT_NEAR(x[static_cast<size_t>(i)], block.d * static_cast<float>(block.q[i]),
                    block.d * 0.501F);
      }
      EXPECT_EQ(sum, block.sums_of_16[s]);
    }
    for (int s = 0; s < 8; ++s) {
      EXPECT_EQ(block.sums_of_16[2 * s] + block.sums_of_16[2 * s + 1], block.sums_of_32[s]);
    }
  }
}

TEST(QuantiseTest, NothingIsNothingAndWhatIsNoNumberDoesNotTrap) {
  for (const Kernels* kernels : SupportedKernels()) {
    std::vector<float> x(kBlockInputs, 0.0F);
    ActivationBlock block;
    kernels->quantise(x.data(), block);
    EXPECT_EQ(0.0F, block.d);
    EXPECT_THAT(block.q, ::testing::Each(0));
    x[1] = std::numeric_limits<float>::denorm_min();
    kernels->quantise(x.data(), block);
    x[2] = std::numeric_limits<float>::infinity();
    kernels->quantise(x.data(), block);
    EXPECT_FALSE(std::isfinite(block.d));
    x[2] = std::nanf("");
    kernels->quantise(x.data(), block);
  }
}

// Through ggml's own graph, on threads, where llama.cpp and whisper.cpp would put the weights.
class GgmlWeightsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (SupportedKernels().empty()) GTEST_SKIP() << "no kernels for this CPU";
    OfferToGgml();
    OfferToGgml();
    types_ = WeightBufferTypes(ggml_backend_get_device(graph_.backend()));
    ASSERT_STREQ("panels", ggml_backend_buft_name(types_[0]));
  }

  testing::WeightGraph graph_{2};
  std::vector<ggml_backend_buffer_type_t> types_;
};

TEST_F(GgmlWeightsTest, OursAreAskedFirstAndOnce) {
  for (size_t i = 1; i < types_.size(); ++i) {
    EXPECT_STRNE("panels", ggml_backend_buft_name(types_[i]));
  }
}

TEST_F(GgmlWeightsTest, TheSameProductOnTwoThreadsAndOfTwoPlanes) {
  constexpr int kRows = 80, kInputs = 512, kTokens = 30;
  const Matrix matrix = MakeMatrix(GGML_TYPE_Q4_K, kRows, kInputs, 4);
  const std::vector<float> x = Noise(static_cast<size_t>(kTokens) * kInputs, 5);
  ggml_tensor* weights = graph_.Hold(types_[0], GGML_TYPE_Q4_K, kInputs, kRows);
  ggml_tensor* input = ggml_new_tensor_3d(graph_.nodes(), GGML_TYPE_F32, kInputs, kTokens / 2, 2);
  ggml_tensor* product = ggml_mul_mat(graph_.nodes(), weights, input);
  ASSERT_TRUE(graph_.Prepare(product));
  testing::Set(weights, matrix.blocks);
  testing::Set(input, x);
  ASSERT_TRUE(graph_.Compute());
  EXPECT_EQ(Product<Q4Panel>(*SupportedKernels().front(), matrix, kRows, kInputs, x),
            testing::Floats(product));
}

// As whisper.cpp uses its token embeddings: some rows as they are, then a product with all of them. Their
// number is no multiple of 16.
TEST_F(GgmlWeightsTest, RowsOfEmbeddingsAreWhatGgmlSaysAndAreMultiplied) {
  constexpr int kRows = 57, kInputs = 512;
  const Matrix matrix = MakeMatrix(GGML_TYPE_Q8_0, kRows, kInputs, 6);
  ggml_tensor* weights = graph_.Hold(types_[0], GGML_TYPE_Q8_0, kInputs, kRows);
  const std::vector<int32_t> wanted = {56, 0, 17, 56, 31};
  ggml_tensor* indices = ggml_new_tensor_1d(graph_.nodes(), GGML_TYPE_I32, 5);
  ggml_tensor* rows = ggml_get_rows(graph_.nodes(), weights, indices);
  ASSERT_TRUE(ggml_backend_supports_op(graph_.backend(), rows));
  ggml_tensor* product = ggml_mul_mat(graph_.nodes(), weights, rows);
  ASSERT_TRUE(graph_.Prepare(product));
  testing::Set(weights, matrix.blocks);
  testing::Set(indices, wanted);
  ASSERT_TRUE(graph_.Compute());
  std::vector<float> expected;
  for (const int row : wanted) {
    const auto begin = matrix.exact.begin() + row * kInputs;
    expected.insert(expected.end(), begin, begin + kInputs);
  }
  EXPECT_EQ(expected, testing::Floats(rows));
  EXPECT_EQ(Product<Q8Panel>(*SupportedKernels().front(), matrix, kRows, kInputs, expected),
            testing::Floats(product));
}

TEST_F(GgmlWeightsTest, WhatNoPanelFitsIsLeftToGgml) {
  ggml_tensor* held = graph_.Hold(types_[0], GGML_TYPE_Q4_K, 256, 16);
  ggml_tensor* narrow = ggml_new_tensor_2d(graph_.nodes(), GGML_TYPE_Q8_0, 96, 16);
  narrow->buffer = held->buffer;
  ggml_tensor* input = ggml_new_tensor_2d(graph_.nodes(), GGML_TYPE_F32, 96, 1);
  EXPECT_FALSE(ggml_backend_supports_op(graph_.backend(),
                                        ggml_mul_mat(graph_.nodes(), narrow, input)));
  ggml_tensor* index = ggml_new_tensor_1d(graph_.nodes(), GGML_TYPE_I32, 1);
  EXPECT_FALSE(ggml_backend_supports_op(graph_.backend(),
                                        ggml_get_rows(graph_.nodes(), held, index)));
}

}  // namespace
}  // namespace vivavoce::matmul
