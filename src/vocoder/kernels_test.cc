#include "vocoder/kernels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::kernels_test {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;

std::vector<const Kernels*> AllKernels() {
  std::vector<const Kernels*> all{&WideKernels()};
  for (const Isa isa : SupportedIsas()) all.push_back(&KernelsFor(isa));
  return all;
}

class KernelsTest : public ::testing::TestWithParam<const Kernels*> {
 protected:
  const Kernels& kernels = *GetParam();
};

INSTANTIATE_TEST_SUITE_P(Isa, KernelsTest, ::testing::ValuesIn(AllKernels()),
                         [](const auto& info) { return std::string(info.param->name); });

TEST_P(KernelsTest, MultiplyIsTheSumOfProductsForAnyNumberOfRows) {
  constexpr int kDepth = 37, kStride = 41;
  const auto width = static_cast<size_t>(kernels.slab);
  for (int rows = 1; rows <= 26; ++rows) {
    const auto count = static_cast<size_t>(rows);
    const auto a = NormalNoise(count * kStride, 1);
    const auto w = NormalNoise(kDepth * width, 2);
    std::vector<float> c(count * (width + 3), -7.0f);
    kernels.multiply(a.data(), kStride, rows, kDepth, w.data(), c.data(), kernels.slab + 3);
    for (size_t row = 0; row < count; ++row) {
      for (size_t i = 0; i < width; ++i) {
        double sum = 0;
        for (size_t k = 0; k < kDepth; ++k) sum += double{a[row * kStride + k]} * w[k * width + i];
        ASSERT_NEAR(c[row * (width + 3) + i], sum, 1e-4) << rows << " rows, row " << row;
      }
      for (size_t i = width; i < width + 3; ++i) ASSERT_EQ(c[row * (width + 3) + i], -7.0f);
    }
  }
}

TEST_P(KernelsTest, NormSnakeIsWithin2e6OfTheSine) {
  constexpr size_t kChannels = 32, kRows = 200;
  const auto x = NormalNoise(kRows * kChannels, 3, 3.0f);
  const auto gain = NormalNoise(kChannels, 4), offset = NormalNoise(kChannels, 5);
  std::vector<float> alpha = NormalNoise(kChannels, 6), rate, inverse, expected;
  for (float& a : alpha) {
    a = 0.5f + std::abs(a);
    rate.push_back(a / 3.14159265f);
    inverse.push_back(1 / a);
  }
  for (size_t i = 0; i < x.size(); ++i) {
    const size_t c = i % kChannels;
    const double y = double{x[i]} * gain[c] + offset[c];
    expected.push_back(static_cast<float>(y + std::pow(std::sin(y * alpha[c]), 2) / alpha[c]));
  }
  std::vector<float> y(x.size());
  kernels.norm_snake(x.data(), kRows, kChannels,
                     {gain.data(), offset.data(), rate.data(), inverse.data()}, y.data());
  EXPECT_THAT(y, Pointwise(FloatNear(2e-5f), expected));
}

TEST_P(KernelsTest, LeakyScalesTheSumAndThenItsNegativePart) {
  const auto a = NormalNoise(64, 7), b = NormalNoise(64, 8), c = NormalNoise(64, 9);
  const float* inputs[] = {a.data(), b.data(), c.data()};
  std::vector<float> y(64), expected;
  kernels.leaky(inputs, 3, 0.25f, 0.1f, 64, y.data());
  for (size_t i = 0; i < 64; ++i) {
    const float mean = (a[i] + b[i] + c[i]) * 0.25f;
    expected.push_back(mean > 0 ? mean : 0.1f * mean);
  }
  EXPECT_THAT(y, Pointwise(FloatNear(1e-6f), expected));
}

TEST_P(KernelsTest, SumsAddToWhatIsThere) {
  constexpr size_t kChannels = 16, kRows = 50;
  const auto x = NormalNoise(kRows * kChannels, 10);
  std::vector<float> sum(kChannels, 1.0f), squares(kChannels, 2.0f);
  kernels.sums(x.data(), kRows, kChannels, sum.data(), squares.data());
  for (size_t c = 0; c < kChannels; ++c) {
    double s = 1, q = 2;
    for (size_t row = 0; row < kRows; ++row) {
      s += x[row * kChannels + c];
      q += double{x[row * kChannels + c]} * x[row * kChannels + c];
    }
    EXPECT_NEAR(sum[c], s, 1e-4);
    EXPECT_NEAR(squares[c], q, 1e-3);
  }
}

}  // namespace
}  // namespace vivavoce::vocoder::kernels_test
