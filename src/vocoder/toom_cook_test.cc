#include "vocoder/toom_cook.h"

#include <gtest/gtest.h>

#include "vocoder/testing/random_values.h"

namespace vivavoce::vocoder::toom_cook_test {
namespace {

// y of one tile in float32, straight from the definition.
std::vector<float> Filter(const ToomCook& plan, std::span<const float> x,
                          std::span<const float> w) {
  const auto pairs = static_cast<size_t>(plan.pairs);
  const auto points = static_cast<size_t>(plan.points());
  const auto taps = static_cast<size_t>(plan.taps), outputs = static_cast<size_t>(plan.outputs);
  std::vector<float> v(points, 0.0f);
  for (size_t j = 0; j <= pairs; ++j) {
    v.front() += plan.zero[j] * x[2 * j];
    v.back() += plan.infinity[j] * x[2 * j + 1];
  }
  for (size_t pair = 0; pair < pairs; ++pair) {
    float even = 0, odd = 0;
    for (size_t j = 0; j < pairs; ++j) {
      even += plan.even[pair * pairs + j] * x[2 * j + 2];
      odd += plan.odd[pair * pairs + j] * x[2 * j + 1];
    }
    v[1 + 2 * pair] = even + odd;
    v[2 + 2 * pair] = even - odd;
  }
  for (size_t point = 0; point < points; ++point) {
    double weight = 0;
    for (size_t k = 0; k < taps; ++k) weight += plan.weight[point * taps + k] * double{w[k]};
    v[point] *= static_cast<float>(weight);
  }
  std::vector<float> y(outputs, 0.0f);
  y.front() += v.front();
  y.back() += v.back();
  for (size_t pair = 0; pair < pairs; ++pair) {
    const float sum = v[1 + 2 * pair] + v[2 + 2 * pair];
    const float difference = v[1 + 2 * pair] - v[2 + 2 * pair];
    for (size_t k = 0; k < outputs; ++k) {
      y[k] += plan.output[pair * outputs + k] * (k % 2 == 0 ? sum : difference);
    }
  }
  return y;
}

TEST(ToomCookTest, FiltersNoiseAsTheSumOfProductsDoes) {
  struct Case {
    int taps;
    double least_db;
  };
  for (const Case& c : {Case{3, 110}, Case{7, 84}, Case{11, 75}}) {
    const auto plan = ToomCook::ForTaps(c.taps);
    ASSERT_TRUE(plan);
    const auto taps = static_cast<size_t>(c.taps), outputs = static_cast<size_t>(plan->outputs);
    std::vector<float> exact, fast;
    for (unsigned seed = 0; seed < 500; ++seed) {
      const auto x = NormalNoise(taps + outputs - 1, 2 * seed + 1);
      const auto w = NormalNoise(taps, 2 * seed + 2);
      for (size_t t = 0; t < outputs; ++t) {
        double sum = 0;
        for (size_t k = 0; k < taps; ++k) sum += double{x[t + k]} * double{w[k]};
        exact.push_back(static_cast<float>(sum));
      }
      const auto y = Filter(*plan, x, w);
      fast.insert(fast.end(), y.begin(), y.end());
    }
    EXPECT_GT(SignalToNoiseDb(exact, fast), c.least_db) << c.taps << " taps";
  }
}

TEST(ToomCookTest, OtherLengthsHaveNoVariant) {
  for (const int taps : {-1, 0, 1, 2, 5, 12}) EXPECT_FALSE(ToomCook::ForTaps(taps)) << taps;
}

}  // namespace
}  // namespace vivavoce::vocoder::toom_cook_test
