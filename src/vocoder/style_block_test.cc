#include "vocoder/style_block.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>

#include "vocoder/testing/plain_tiles.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::style_block_test {
namespace {

constexpr int kIn = 37, kOut = 64, kStyle = 8, kRows = 101;

struct Tensor {
  int channels_in, channels_out, taps;
  std::vector<float> values;
  float At(int tap, int in, int out) const {
    return values[static_cast<size_t>((tap * channels_in + in) * channels_out + out)];
  }
};

struct Affine {
  std::vector<float> weights, bias;
};

Tensor Random(int taps, int in, int out, unsigned seed) {
  return {in, out, taps,
          NormalNoise(static_cast<size_t>(taps * in * out), seed,
                      1 / std::sqrt(static_cast<float>(taps * in)))};
}
Affine RandomAffine(int channels, unsigned seed) {
  return {NormalNoise(static_cast<size_t>(kStyle * 2 * channels), seed, 0.2f),
          NormalNoise(static_cast<size_t>(2 * channels), seed + 1, 0.5f)};
}

using Rows = std::vector<std::vector<double>>;

// The block as the paper writes it, in double.
struct Block {
  Tensor conv1 = Random(3, kIn, kOut, 1), conv2 = Random(3, kOut, kOut, 2);
  Tensor shortcut = Random(1, kIn, kOut, 3);
  std::vector<float> bias1 = NormalNoise(kOut, 4), bias2 = NormalNoise(kOut, 5);
  Affine norm1 = RandomAffine(kIn, 6), norm2 = RandomAffine(kOut, 8);
  Tensor pool = {kIn, 1, 3, NormalNoise(3 * kIn, 10)};
  std::vector<float> pool_bias = NormalNoise(kIn, 11), style = NormalNoise(kStyle, 12);

  TensorFile File(bool upsamples) const {
    TensorFileWriter writer;
    writer.Add("b.conv1.weight", {3, kIn, kOut}, conv1.values);
    writer.Add("b.conv2.weight", {3, kOut, kOut}, conv2.values);
    writer.Add("b.conv1x1.weight", {1, kIn, kOut}, shortcut.values);
    writer.Add("b.conv1.bias", {kOut}, bias1);
    writer.Add("b.conv2.bias", {kOut}, bias2);
    writer.Add("b.norm1.fc.weight", {kStyle, 2 * kIn}, norm1.weights);
    writer.Add("b.norm1.fc.bias", {2 * kIn}, norm1.bias);
    writer.Add("b.norm2.fc.weight", {kStyle, 2 * kOut}, norm2.weights);
    writer.Add("b.norm2.fc.bias", {2 * kOut}, norm2.bias);
    if (upsamples) {
      writer.Add("b.pool.weight", {3, kIn, 1}, pool.values);
      writer.Add("b.pool.bias", {kIn}, pool_bias);
    }
    auto file = TensorFile::Parse(writer.Serialize());
    EXPECT_TRUE(file);
    return *std::move(file);
  }

  Rows Activated(const Rows& x, const Affine& norm) const {
    const size_t channels = x[0].size();
    Rows y = x;
    for (size_t c = 0; c < channels; ++c) {
      double mean = 0, variance = 0, scale = 1.0 + norm.bias[c], shift = norm.bias[channels + c];
      for (const auto& row : x) mean += row[c] / static_cast<double>(x.size());
      for (const auto& row : x)
        variance += std::pow(row[c] - mean, 2) / static_cast<double>(x.size());
      for (size_t i = 0; i < style.size(); ++i) {
        scale += double{style[i]} * norm.weights[i * 2 * channels + c];
        shift += double{style[i]} * norm.weights[i * 2 * channels + channels + c];
      }
      for (size_t t = 0; t < x.size(); ++t) {
        const double value = scale * (x[t][c] - mean) / std::sqrt(variance + 1e-5) + shift;
        y[t][c] = value < 0 ? 0.2 * value : value;
      }
    }
    return y;
  }
  static Rows Convolved(const Rows& x, const Tensor& w, const std::vector<float>& bias) {
    const int rows = static_cast<int>(x.size());
    Rows y(x.size(), std::vector<double>(bias.begin(), bias.end()));
    for (int t = 0; t < rows; ++t) {
      for (int tap = 0; tap < w.taps; ++tap) {
        const int from = t + tap - w.taps / 2;
        if (from < 0 || from >= rows) continue;
        for (int in = 0; in < w.channels_in; ++in) {
          for (int out = 0; out < w.channels_out; ++out) {
            y[static_cast<size_t>(t)][static_cast<size_t>(out)] +=
                x[static_cast<size_t>(from)][static_cast<size_t>(in)] * w.At(tap, in, out);
          }
        }
      }
    }
    return y;
  }
  // A transposed convolution of each channel: kernel 3, stride 2, padding 1, output padding 1.
  Rows Pooled(const Rows& x) const {
    Rows y(2 * x.size(), std::vector<double>(pool_bias.begin(), pool_bias.end()));
    for (int t = 0; t < static_cast<int>(x.size()); ++t) {
      for (int tap = 0; tap < 3; ++tap) {
        const int to = 2 * t - 1 + tap;
        if (to < 0 || to >= static_cast<int>(y.size())) continue;
        for (int c = 0; c < kIn; ++c) {
          y[static_cast<size_t>(to)][static_cast<size_t>(c)] +=
              x[static_cast<size_t>(t)][static_cast<size_t>(c)] * pool.At(tap, c, 0);
        }
      }
    }
    return y;
  }
  Rows Of(const Rows& x, bool upsamples) const {
    Rows repeated, active = Activated(x, norm1);
    for (const auto& row : x) repeated.insert(repeated.end(), upsamples ? 2 : 1, row);
    if (upsamples) active = Pooled(active);
    Rows y = Convolved(Activated(Convolved(active, conv1, bias1), norm2), conv2, bias2);
    const Rows beside = Convolved(repeated, shortcut, std::vector<float>(kOut));
    for (size_t t = 0; t < y.size(); ++t) {
      for (size_t c = 0; c < kOut; ++c) y[t][c] = (y[t][c] + beside[t][c]) / std::numbers::sqrt2;
    }
    return y;
  }
};

class StyleBlockTest : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Upsamples, StyleBlockTest, ::testing::Bool());

TEST_P(StyleBlockTest, IsTheBlockOfThePaper) {
  const bool upsamples = GetParam();
  const Block block;
  constexpr int kWidth = StyleBlock::Width(kIn), kStride = kOut + 32;
  static_assert(kWidth == 64);
  // Two channels like F0: far from 0, and one of them nearly still.
  const auto noise = NormalNoise(kRows * kIn, 20);
  Rows x(kRows, std::vector<double>(kIn));
  std::vector<float> wide(kRows * kWidth);
  for (size_t t = 0; t < kRows; ++t) {
    for (size_t c = 0; c < kIn; ++c) {
      float value = noise[t * kIn + c];
      if (c == 5) value = 200 + 20 * value;
      if (c == 6) value = 150 + 0.05f * value;
      x[t][c] = wide[t * kWidth + c] = value;
    }
  }
  std::vector<float> expected;
  for (const auto& row : block.Of(x, upsamples)) {
    for (const double value : row) expected.push_back(static_cast<float>(value));
  }

  const TensorFile file = block.File(upsamples);
  std::vector<const Kernels*> all{&WideKernels(), &PlainTileKernels()};
  for (const Isa isa : SupportedIsas()) all.push_back(&KernelsFor(isa));
  for (const Kernels* kernels : all) {
    auto layer = StyleBlock::Load(
        *kernels, file, "b", {.in = kIn, .out = kOut, .style = kStyle, .upsamples = upsamples});
    ASSERT_TRUE(layer) << layer.error().ToString();
    layer->SetStyle(block.style);
    ASSERT_EQ(layer->rows_per_row(), upsamples ? 2 : 1);
    for (const int workers : {1, 3}) {
      WorkCrew crew(workers);
      const auto rows = expected.size() / kOut;
      std::vector<float> y(rows * kStride, -7.0f), got;
      layer->Run(wide.data(), kRows, y.data(), kStride, crew);
      for (size_t t = 0; t < rows; ++t) {
        const auto row = y.begin() + static_cast<ptrdiff_t>(t * kStride);
        got.insert(got.end(), row, row + kOut);
        for (size_t c = kOut; c < kStride; ++c) ASSERT_EQ(row[static_cast<ptrdiff_t>(c)], -7.0f);
      }
      EXPECT_GT(SignalToNoiseDb(expected, got), kernels->tiles ? 40 : 80)
          << kernels->name << ", " << workers << " workers";
    }
  }
}

TEST(StyleBlockLoadTest, NamesWhatIsMissing) {
  const Block block;
  const auto load = [](const TensorFile& file, int in, bool upsamples) {
    const auto loaded = StyleBlock::Load(
        WideKernels(), file, "b", {.in = in, .out = kOut, .style = kStyle, .upsamples = upsamples});
    return loaded ? std::string() : loaded.error().message;
  };
  EXPECT_EQ(load(block.File(true), kIn, true), "");
  EXPECT_NE(load(block.File(false), kIn, true).find("b.pool.weight"), std::string::npos);
  EXPECT_NE(load(block.File(false), kIn + 1, false).find("b.conv1.weight"), std::string::npos);
}

}  // namespace
}  // namespace vivavoce::vocoder::style_block_test
