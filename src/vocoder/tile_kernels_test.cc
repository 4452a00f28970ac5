#include "vocoder/tile_kernels.h"

#include <gtest/gtest.h>

#include <limits>

#include "vocoder/testing/plain_tiles.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::tile_kernels_test {
namespace {

std::vector<Bfloat16> Packed(const std::vector<float>& weights, int taps, int channels) {
  std::vector<Bfloat16> packed(weights.size());
  PackTileWeights(weights, taps, channels, channels, packed.data());
  return packed;
}

TEST(TileKernelsTest, RoundsToTheNearestBfloat16AndTiesToEven) {
  EXPECT_EQ(ToBfloat16(1.0f), 0x3f80);
  EXPECT_EQ(ToBfloat16(-2.0f), 0xc000);
  EXPECT_EQ(ToBfloat16(0.0f), 0);
  const auto step = 1.0f / 128;  // between neighbours at 1
  EXPECT_EQ(FromBfloat16(ToBfloat16(1 + 0.4f * step)), 1);
  EXPECT_EQ(FromBfloat16(ToBfloat16(1 + 0.6f * step)), 1 + step);
  EXPECT_EQ(FromBfloat16(ToBfloat16(1 + 0.5f * step)), 1);             // even
  EXPECT_EQ(FromBfloat16(ToBfloat16(1 + 1.5f * step)), 1 + 2 * step);  // even
}

TEST(TileKernelsTest, PacksEveryWeightOnceInTheOrderOfUse) {
  constexpr int kTaps = 3, kChannels = 64;
  std::vector<float> weights(kTaps * kChannels * kChannels);
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(i % 251);
  const auto packed = Packed(weights, kTaps, kChannels);
  ASSERT_EQ(packed.size(), weights.size());
  const auto at = [&](int tap, int in, int out) {
    return weights[static_cast<size_t>((tap * kChannels + in) * kChannels + out)];
  };
  EXPECT_EQ(FromBfloat16(packed[0]), at(0, 0, 0));
  EXPECT_EQ(FromBfloat16(packed[1]), at(0, 1, 0));
  EXPECT_EQ(FromBfloat16(packed[2]), at(0, 0, 1));
  EXPECT_EQ(FromBfloat16(packed[32]), at(0, 2, 0));
  EXPECT_EQ(FromBfloat16(packed[512]), at(1, 0, 0));
  EXPECT_EQ(FromBfloat16(packed[3 * 512]), at(0, 32, 0));
  EXPECT_EQ(FromBfloat16(packed[2 * 3 * 512]), at(0, 0, 16));
  EXPECT_EQ(FromBfloat16(packed.back()), at(2, 63, 63));
}

// On machines without matrix units there is nothing to compare.
class TileUnitsTest : public ::testing::TestWithParam<Isa> {
 protected:
  const TileKernels& tiles = *KernelsFor(GetParam()).tiles;
  const TileKernels& plain = *PlainTileKernels().tiles;
};

std::vector<Isa> WithTiles() {
  std::vector<Isa> isas;
  for (const Isa isa : SupportedIsas()) {
    if (KernelsFor(isa).tiles) isas.push_back(isa);
  }
  return isas;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TileUnitsTest);
INSTANTIATE_TEST_SUITE_P(Isa, TileUnitsTest, ::testing::ValuesIn(WithTiles()),
                         [](const auto& info) { return std::string(ToString(info.param)); });

TEST_P(TileUnitsTest, NormSnakeRoundsWhatFloat32Gives) {
  constexpr size_t kChannels = 96, kRows = 37;
  const auto x = NormalNoise(kRows * kChannels, 1);
  const auto gain = NormalNoise(kChannels, 2), offset = NormalNoise(kChannels, 3);
  const std::vector<float> rate(kChannels, 0.5f), inverse(kChannels, 0.6366f);
  const NormSnake norm{gain.data(), offset.data(), rate.data(), inverse.data()};
  constexpr size_t kAllRows = kRows + 3;
  std::vector<Bfloat16> ours(kAllRows * kChannels), expected(kAllRows * kChannels);
  tiles.norm_snake(x.data(), kRows, kChannels, norm, ours.data(), kAllRows);
  plain.norm_snake(x.data(), kRows, kChannels, norm, expected.data(), kAllRows);
  size_t other = 0;  // the last bit of the float32 decides a few
  for (size_t i = 0; i < ours.size(); ++i) {
    EXPECT_NEAR(FromBfloat16(ours[i]), FromBfloat16(expected[i]),
                std::abs(FromBfloat16(expected[i])) / 100);
    other += ours[i] != expected[i];
  }
  EXPECT_LT(other, x.size() / 500);
}

TEST_P(TileUnitsTest, RoundsEveryValueToItsPlace) {
  constexpr size_t kChannels = 96, kRows = 37, kAllRows = kRows + 3;
  const auto x = NormalNoise(kRows * kChannels, 8);
  std::vector<Bfloat16> ours(kAllRows * kChannels), expected(kAllRows * kChannels);
  tiles.round(x.data(), kRows, kChannels, ours.data(), kAllRows);
  plain.round(x.data(), kRows, kChannels, expected.data(), kAllRows);
  EXPECT_EQ(ours, expected);
}

TEST_P(TileUnitsTest, ConvolutionsAgreeForEveryRemainderOfRows) {
  constexpr int kChannels = 64;
  for (const int taps : {3, 11}) {
    for (const int dilation : {1, 5}) {
      for (const int rows : {1, 15, 16, 17, 32, 47, 48, 63, 64, 65, 130}) {
        const int padded = (rows + kTileRows - 1) / kTileRows * kTileRows + (taps - 1) * dilation;
        std::vector<Bfloat16> x;
        for (const float v : NormalNoise(static_cast<size_t>(padded * kChannels), 4)) {
          x.push_back(ToBfloat16(v));
        }
        const auto weights =
            Packed(NormalNoise(static_cast<size_t>(taps * kChannels * kChannels), 5, 0.1f), taps,
                   kChannels);
        const auto bias = NormalNoise(kChannels, 6);
        const auto residual = NormalNoise(static_cast<size_t>(rows * kChannels), 7);
        const auto run = [&](const TileKernels& kernels) {
          // y, a guard behind it, sums and squares
          std::vector<float> out(residual.size() + 16, -7.0f);
          std::vector<float> sums(2 * kChannels, 1.0f);
          kernels.convolve({.x = x.data(),
                            .x_rows = padded,
                            .rows = rows,
                            .inputs = kChannels,
                            .outputs = kChannels,
                            .taps = taps,
                            .dilation = dilation,
                            .weights = weights.data(),
                            .bias = bias.data(),
                            .residual = residual.data(),
                            .y = out.data(),
                            .y_stride = kChannels,
                            .sum = sums.data(),
                            .squares = sums.data() + kChannels});
          out.insert(out.end(), sums.begin(), sums.end());
          return out;
        };
        const auto ours = run(tiles), expected = run(plain);
        for (size_t i = 0; i < ours.size(); ++i) {
          ASSERT_NEAR(ours[i], expected[i], 1e-3 + 1e-5 * std::abs(expected[i]))
              << taps << " taps, dilation " << dilation << ", " << rows << " rows, value " << i;
        }
      }
    }
  }
}

}  // namespace
}  // namespace vivavoce::vocoder::tile_kernels_test
