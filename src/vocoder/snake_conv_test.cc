#include "vocoder/snake_conv.h"

#include <gtest/gtest.h>

#include "vocoder/testing/plain_tiles.h"
#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::snake_conv_test {
namespace {

constexpr size_t kChannels = 64;

struct Problem {
  int taps, dilation, rows;
  std::vector<float> x, w, bias, residual, gain, offset, rate, inverse;

  Problem(int taps, int dilation, int rows) : taps(taps), dilation(dilation), rows(rows) {
    const size_t area = static_cast<size_t>(rows) * kChannels;
    x = NormalNoise(area, 1);
    residual = NormalNoise(area, 2);
    w = NormalNoise(static_cast<size_t>(taps) * kChannels * kChannels, 3, 0.1f);
    bias = NormalNoise(kChannels, 4);
    gain = NormalNoise(kChannels, 5);
    offset = NormalNoise(kChannels, 6);
    rate.assign(kChannels, 0.5f);
    inverse.assign(kChannels, 2.0f / 3.14159265f);
  }
  NormSnake Norm() const { return {gain.data(), offset.data(), rate.data(), inverse.data()}; }

  std::vector<float> Exact() const {
    std::vector<double> h(x.size());
    for (size_t i = 0; i < x.size(); ++i) {
      const size_t c = i % kChannels;
      const double y = double{x[i]} * gain[c] + offset[c];
      h[i] = y + std::pow(std::sin(y * rate[c] * 3.141592653589793), 2) * inverse[c];
    }
    std::vector<float> y(x.size());
    for (int t = 0; t < rows; ++t) {
      for (size_t o = 0; o < kChannels; ++o) {
        const size_t at = static_cast<size_t>(t) * kChannels + o;
        double sum = double{bias[o]} + residual[at];
        for (int k = 0; k < taps; ++k) {
          const int from = t + (k - taps / 2) * dilation;
          if (from < 0 || from >= rows) continue;
          for (size_t i = 0; i < kChannels; ++i) {
            sum += h[static_cast<size_t>(from) * kChannels + i] *
                   w[(static_cast<size_t>(k) * kChannels + i) * kChannels + o];
          }
        }
        y[at] = static_cast<float>(sum);
      }
    }
    return y;
  }
};

std::vector<float> Fast(const Problem& problem, const Kernels& kernels, int workers,
                        Moments* moments = nullptr) {
  const SnakeConv conv(kernels, problem.taps, problem.dilation, kChannels, problem.w, problem.bias);
  WorkCrew crew(workers);
  std::vector<ConvScratch> scratch(static_cast<size_t>(workers));
  ChannelSums sums;
  std::vector<float> y = problem.residual;  // in place, as residual blocks do
  conv.Run({.x = problem.x.data(),
            .count = problem.rows,
            .norm = problem.Norm(),
            .residual = y.data(),
            .y = y.data()},
           sums, crew, scratch);
  if (moments) *moments = sums.OfRows(problem.rows);
  return y;
}

TEST(SnakeConvTest, EqualsTheConvolutionForEveryLengthTapCountDilationAndInstructionSet) {
  for (const int taps : {3, 7, 11}) {
    for (const int dilation : {1, 3, 5}) {
      for (const int rows : {1, 2, 9, 41, 333, 700}) {
        const Problem problem(taps, dilation, rows);
        const auto exact = problem.Exact();
        std::vector<const Kernels*> all{&WideKernels(), &PlainTileKernels()};
        for (const Isa isa : SupportedIsas()) all.push_back(&KernelsFor(isa));
        for (const Kernels* kernels : all) {
          // Of 8 bits of a bfloat16, two of them multiplied, 45 dB are left.
          EXPECT_GT(SignalToNoiseDb(exact, Fast(problem, *kernels, 1)), kernels->tiles ? 45 : 72)
              << taps << " taps, dilation " << dilation << ", " << rows << " rows, "
              << kernels->name;
        }
      }
    }
  }
}

TEST(SnakeConvTest, MoreWorkersGiveTheSameResultToTheLastBit) {
  const Problem problem(7, 3, 2000);
  EXPECT_EQ(Fast(problem, KernelsFor(BestIsa()), 1), Fast(problem, KernelsFor(BestIsa()), 3));
}

TEST(SnakeConvTest, BringsTheMomentsOfItsOutput) {
  const Problem problem(3, 5, 500);
  Moments moments;
  const auto y = Fast(problem, KernelsFor(BestIsa()), 2, &moments);
  for (size_t c = 0; c < kChannels; ++c) {
    double sum = 0, squares = 0;
    for (size_t t = 0; t < 500; ++t) {
      sum += y[t * kChannels + c];
      squares += double{y[t * kChannels + c]} * y[t * kChannels + c];
    }
    EXPECT_NEAR(moments.mean[c], sum / 500, 1e-4);
    EXPECT_NEAR(moments.variance[c], squares / 500 - sum / 500 * sum / 500, 1e-3);
  }
}

}  // namespace
}  // namespace vivavoce::vocoder::snake_conv_test
