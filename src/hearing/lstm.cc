#include "hearing/lstm.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace vivavoce::hearing {
namespace {

constexpr size_t kStripe = 32;
constexpr size_t kLanes = 8;
// Eight floats, whatever the machine's registers are; never passed to a function.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

// out[stripe][32] = sum over i of weights[stripe][i][32] * in[i].
__attribute__((always_inline)) inline void SumStripes(const float* weights, const float* in,
                                                      size_t inputs, float* out, size_t outputs) {
  for (size_t stripe = 0; stripe < outputs; stripe += kStripe) {
    Lanes sum0{}, sum1{}, sum2{}, sum3{};
    for (size_t i = 0; i < inputs; ++i, weights += kStripe) {
      Lanes row0, row1, row2, row3;
      std::memcpy(&row0, weights, sizeof row0);
      std::memcpy(&row1, weights + kLanes, sizeof row1);
      std::memcpy(&row2, weights + 2 * kLanes, sizeof row2);
      std::memcpy(&row3, weights + 3 * kLanes, sizeof row3);
      sum0 += row0 * in[i];
      sum1 += row1 * in[i];
      sum2 += row2 * in[i];
      sum3 += row3 * in[i];
    }
    std::memcpy(out + stripe, &sum0, sizeof sum0);
    std::memcpy(out + stripe + kLanes, &sum1, sizeof sum1);
    std::memcpy(out + stripe + 2 * kLanes, &sum2, sizeof sum2);
    std::memcpy(out + stripe + 3 * kLanes, &sum3, sizeof sum3);
  }
}

void SumStripesPortable(const float* weights, const float* in, size_t inputs, float* out,
                        size_t outputs) {
  SumStripes(weights, in, inputs, out, outputs);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void SumStripesAvx2(const float* weights, const float* in,
                                                        size_t inputs, float* out, size_t outputs) {
  SumStripes(weights, in, inputs, out, outputs);
}
#endif

using SumFunction = void (*)(const float*, const float*, size_t, float*, size_t);

SumFunction ChooseSum() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return SumStripesAvx2;
#endif
  return SumStripesPortable;
}

float Logistic(float x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

Lstm::Lstm(size_t inputs, size_t units, const std::vector<LstmLayerWeights>& layers)
    : inputs_(inputs), units_(units) {
  assert(units % (kStripe / 4) == 0);
  for (const LstmLayerWeights& given : layers) {
    Layer layer{.inputs = layers_.empty() ? inputs : units, .weights = {}, .bias = given.bias};
    const size_t all = layer.inputs + units;
    layer.weights.resize(4 * units * all);
    for (size_t gate = 0; gate < 4 * units; ++gate) {
      float* stripe = layer.weights.data() + gate / kStripe * kStripe * all + gate % kStripe;
      for (size_t i = 0; i < layer.inputs; ++i) {
        stripe[i * kStripe] = given.input[gate * layer.inputs + i];
      }
      for (size_t i = 0; i < units; ++i) {
        stripe[(layer.inputs + i) * kStripe] = given.recurrent[gate * units + i];
      }
    }
    layers_.push_back(std::move(layer));
  }
}

// Of each layer: what it put out, its cells.
std::vector<float> Lstm::Begin() const { return std::vector<float>(layers_.size() * 2 * units_); }

std::span<const float> Lstm::Output(std::span<const float> state) const {
  return state.subspan((layers_.size() - 1) * 2 * units_, units_);
}

void Lstm::Step(std::span<const float> frame, std::span<float> state) const {
  static const SumFunction kSum = ChooseSum();
  std::vector<float> in(std::max(inputs_, units_) + units_);
  std::vector<float> gates(4 * units_);
  std::span<const float> below = frame;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const auto output = state.subspan(2 * i * units_, units_);
    const auto cells = state.subspan((2 * i + 1) * units_, units_);
    std::ranges::copy(below.first(layer.inputs), in.begin());
    std::ranges::copy(output, in.begin() + static_cast<std::ptrdiff_t>(layer.inputs));
    kSum(layer.weights.data(), in.data(), layer.inputs + units_, gates.data(), gates.size());
    const float* bias = layer.bias.data();
    for (size_t u = 0; u < units_; ++u) {
      const auto gate = [&](size_t which) {
        return gates[which * units_ + u] + bias[which * units_ + u];
      };
      cells[u] = Logistic(gate(1)) * cells[u] + Logistic(gate(0)) * std::tanh(gate(2));
      output[u] = Logistic(gate(3)) * std::tanh(cells[u]);
    }
    below = output;
  }
}

}  // namespace vivavoce::hearing
