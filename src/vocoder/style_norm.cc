#include "vocoder/style_norm.h"

#include <cassert>
#include <cmath>
#include <numbers>

namespace vivavoce::vocoder {

namespace {
constexpr float kEpsilon = 1e-5f;  // of the trained model
}  // namespace

StyleNorm::StyleNorm(std::span<const float> weights, std::span<const float> bias,
                     std::span<const float> alpha)
    : weights_(weights.begin(), weights.end()), bias_(bias.begin(), bias.end()) {
  const size_t channels = bias.size() / 2;
  assert(alpha.empty() || alpha.size() == channels);
  assert(bias.size() == 2 * channels && weights.size() % bias.size() == 0);
  for (const float a : alpha) {
    rate_.push_back(a * std::numbers::inv_pi_v<float>);
    inverse_.push_back(1.0f / a);
  }
  scale_.assign(channels, 1.0f);
  shift_.assign(channels, 0.0f);
  gain_.resize(channels);
  offset_.resize(channels);
}

void StyleNorm::SetStyle(std::span<const float> style) {
  assert(style.size() * bias_.size() == weights_.size());
  std::vector<float> sums = bias_;
  const float* row = weights_.data();
  for (const float value : style) {
    for (float& sum : sums) sum += value * *row++;
  }
  const size_t channels = scale_.size();
  for (size_t c = 0; c < channels; ++c) {
    scale_[c] = 1.0f + sums[c];
    shift_[c] = sums[channels + c];
  }
}

NormSnake StyleNorm::For(std::span<const float> mean, std::span<const float> variance) {
  for (size_t c = 0; c < scale_.size(); ++c) {
    gain_[c] = scale_[c] / std::sqrt(variance[c] + kEpsilon);
    offset_[c] = shift_[c] - mean[c] * gain_[c];
  }
  return {gain_.data(), offset_.data(), rate_.data(), inverse_.data()};
}

}  // namespace vivavoce::vocoder
