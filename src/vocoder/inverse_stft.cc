#include "vocoder/inverse_stft.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vivavoce::vocoder {
namespace {

constexpr float kGain = 4.0f;  // window / hop
constexpr int kTrim = InverseStft::kWindow / 2;
// A network that has left its range must not end in infinities.
constexpr float kMaxLogMagnitude = 20.0f;

}  // namespace

Result<InverseStft> InverseStft::Load(const TensorFile& file) {
  InverseStft stft;
  const auto basis = file.Find("istft.basis", {kValues, kWindow});
  if (!basis) return Fail(basis.error());
  const auto window_sum = file.Find("istft.window_sum", {kWindow});
  if (!window_sum) return Fail(window_sum.error());
  std::ranges::copy(basis->values, stft.basis_.begin());
  std::ranges::transform(window_sum->values, stft.first_gain_.begin(), [](float sum) {
    return sum > std::numeric_limits<float>::min() ? 1.0f / sum : 1.0f;
  });
  return stft;
}

std::vector<float> InverseStft::Run(std::span<const float> frames) const {
  const size_t count = frames.size() / kValues;
  if (count == 0) return {};
  std::vector<float> sum(kHop * (count - 1) + kWindow, 0.0f);
  std::array<float, kValues> spectrum;
  for (size_t frame = 0; frame < count; ++frame) {
    const float* values = frames.data() + frame * kValues;
    for (size_t bin = 0; bin < kBins; ++bin) {
      const float magnitude = std::exp(std::min(values[bin], kMaxLogMagnitude));
      const float phase = std::sin(values[kBins + bin]);
      spectrum[bin] = magnitude * std::cos(phase);
      spectrum[kBins + bin] = magnitude * std::sin(phase);
    }
    float* out = sum.data() + frame * kHop;
    for (size_t value = 0; value < kValues; ++value) {
      const float* row = basis_.data() + value * kWindow;
      for (size_t i = 0; i < kWindow; ++i) out[i] += spectrum[value] * row[i];
    }
  }
  for (size_t i = 0; i < kWindow; ++i) sum[i] *= first_gain_[i];
  std::vector<float> samples(sum.begin() + kTrim, sum.end() - kTrim);
  for (float& sample : samples) sample *= kGain;
  return samples;
}

}  // namespace vivavoce::vocoder
