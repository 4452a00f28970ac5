#include "vocoder/upsample_layer.h"

#include <gtest/gtest.h>

#include "vocoder/testing/plain_tiles.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::upsample_layer_test {
namespace {

// kIn: of no tile, and of one.
class UpsampleLayerTest : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Inputs, UpsampleLayerTest, ::testing::Values(24, 32));

TEST_P(UpsampleLayerTest, EqualsTheTransposedConvolution) {
  const int kIn = GetParam();
  constexpr int kOut = 16, kStride = 6, kCount = 101, kTaps = 2 * kStride;
  const auto w = NormalNoise(static_cast<size_t>(kTaps) * kIn * kOut, 1);
  const auto bias = NormalNoise(kOut, 2);
  const auto residual = NormalNoise(static_cast<size_t>(kCount) * kStride * kOut, 3);
  auto x = NormalNoise(static_cast<size_t>(kCount + 2) * kIn, 4);
  std::fill_n(x.begin(), kIn, 0.0f);
  std::fill_n(x.end() - kIn, kIn, 0.0f);

  std::vector<float> expected = residual;
  for (int o = 0; o < kCount * kStride; ++o) {
    for (int c = 0; c < kOut; ++c) {
      double sum = bias[static_cast<size_t>(c)];
      for (int i = 0; i < kCount; ++i) {
        const int tap = o + kStride / 2 - kStride * i;
        if (tap < 0 || tap >= kTaps) continue;
        for (int in = 0; in < kIn; ++in) {
          sum += double{x[static_cast<size_t>((i + 1) * kIn + in)]} *
                 w[static_cast<size_t>((tap * kIn + in) * kOut + c)];
        }
      }
      expected[static_cast<size_t>(o * kOut + c)] += static_cast<float>(sum);
    }
  }

  TensorFileWriter writer;
  writer.Add("up.weight", {kTaps, kIn, kOut}, w);
  writer.Add("up.bias", {kOut}, bias);
  const auto file = TensorFile::Parse(writer.Serialize());
  ASSERT_TRUE(file);
  std::vector<const Kernels*> all{&WideKernels(), &PlainTileKernels()};
  for (const Isa isa : SupportedIsas()) all.push_back(&KernelsFor(isa));
  for (const Kernels* kernels : all) {
    const auto layer = UpsampleLayer::Load(*kernels, *file, "up", kIn, kOut, kStride);
    ASSERT_TRUE(layer) << layer.error().ToString();
    WorkCrew crew(2);
    std::vector<float> y(expected.size());
    layer->Run(x.data() + kIn, kCount, y.data(), residual.data(), crew);
    const bool half = kernels->tiles && kIn % 32 == 0;
    EXPECT_GT(SignalToNoiseDb(expected, y), half ? 45 : 110) << kernels->name;
  }
  EXPECT_FALSE(UpsampleLayer::Load(WideKernels(), *file, "up", kIn, kOut, 5));
  EXPECT_FALSE(UpsampleLayer::Load(WideKernels(), *file, "other", kIn, kOut, kStride));
}

}  // namespace
}  // namespace vivavoce::vocoder::upsample_layer_test
