// A net small enough to be worked out by hand, and properties of any.
#include "hearing/lstm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace vivavoce::hearing::lstm_test {
namespace {

constexpr size_t kUnits = 8;

LstmLayerWeights Zeros(size_t inputs) {
  return {.input = std::vector<float>(4 * kUnits * inputs),
          .recurrent = std::vector<float>(4 * kUnits * kUnits),
          .bias = std::vector<float>(4 * kUnits)};
}

LstmLayerWeights Random(size_t inputs, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> number(0, 0.5f);
  LstmLayerWeights weights = Zeros(inputs);
  for (auto* values : {&weights.input, &weights.recurrent, &weights.bias}) {
    std::ranges::generate(*values, [&] { return number(random); });
  }
  return weights;
}

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(LstmTest, GatesAreInputForgetCellOutput) {
  LstmLayerWeights weights = Zeros(1);
  const auto gate = [](size_t which) { return which * kUnits; };  // of unit 0
  weights.bias[gate(0)] = 1;
  weights.bias[gate(1)] = 2;
  weights.input[gate(2)] = 3;      // the cell gate sees the input
  weights.recurrent[gate(3) * kUnits] = 4;  // the output gate sees unit 0
  const Lstm lstm(1, kUnits, {weights});
  auto state = lstm.Begin();
  double cell = 0, out = 0;
  for (const float input : {0.5f, -1.0f, 0.25f}) {
    lstm.Step(std::vector<float>{input}, state);
    cell = Sigmoid(2) * cell + Sigmoid(1) * std::tanh(3 * input);
    out = Sigmoid(4 * out) * std::tanh(cell);
    ASSERT_EQ(lstm.Output(state).size(), kUnits);
    EXPECT_NEAR(lstm.Output(state)[0], out, 1e-6);
    EXPECT_EQ(lstm.Output(state)[1], 0) << "no other unit was touched";
  }
}

TEST(LstmTest, EqualsTheFormulasForAnyWeights) {
  constexpr size_t kInputs = 3, kLayers = 2, kFrames = 5;
  const std::vector<LstmLayerWeights> layers = {Random(kInputs, 1), Random(kUnits, 2)};
  const Lstm lstm(kInputs, kUnits, layers);
  auto state = lstm.Begin();
  std::vector<double> h(kLayers * kUnits), c(kLayers * kUnits);
  for (size_t t = 0; t < kFrames; ++t) {
    const std::vector<float> frame = {0.3f * static_cast<float>(t), -0.7f, 1.1f};
    lstm.Step(frame, state);
    std::vector<double> x(frame.begin(), frame.end());
    for (size_t l = 0; l < kLayers; ++l) {
      std::vector<double> sums(4 * kUnits);
      for (size_t g = 0; g < sums.size(); ++g) {
        sums[g] = layers[l].bias[g];
        for (size_t i = 0; i < x.size(); ++i) sums[g] += layers[l].input[g * x.size() + i] * x[i];
        for (size_t u = 0; u < kUnits; ++u) {
          sums[g] += layers[l].recurrent[g * kUnits + u] * h[l * kUnits + u];
        }
      }
      x.resize(kUnits);
      for (size_t u = 0; u < kUnits; ++u) {
        double& cell = c[l * kUnits + u];
        cell = Sigmoid(sums[kUnits + u]) * cell + Sigmoid(sums[u]) * std::tanh(sums[2 * kUnits + u]);
        x[u] = Sigmoid(sums[3 * kUnits + u]) * std::tanh(cell);
      }
      std::ranges::copy(x, h.begin() + static_cast<std::ptrdiff_t>(l * kUnits));
    }
  }
  for (size_t u = 0; u < kUnits; ++u) {
    EXPECT_NEAR(lstm.Output(state)[u], h[kUnits + u], 1e-5);
  }
}

TEST(LstmTest, StatesShareNothing) {
  const Lstm lstm(2, kUnits, {Random(2, 3)});
  auto alone = lstm.Begin(), beside = lstm.Begin();
  lstm.Step(std::vector<float>{1, 2}, alone);
  lstm.Step(std::vector<float>{5, 5}, beside);
  auto again = lstm.Begin();
  lstm.Step(std::vector<float>{1, 2}, again);
  EXPECT_EQ(alone, again);
  EXPECT_NE(alone, beside);
}

}  // namespace
}  // namespace vivavoce::hearing::lstm_test
