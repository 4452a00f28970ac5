#include "hearing/smart_turn_features.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::hearing {
namespace {

constexpr double kVarianceFloor = 1e-7;

std::vector<float> PadAndNormalize(std::span<const float> samples) {
  constexpr size_t kLength = SmartTurnFeatures::kSamples;
  if (samples.size() > kLength) samples = samples.last(kLength);
  std::vector<float> padded(kLength, 0.0f);
  std::ranges::copy(samples, padded.end() - static_cast<ptrdiff_t>(samples.size()));
  double sum = 0, squares = 0;
  for (const float sample : padded) sum += sample;
  const double mean = sum / kLength;
  for (const float sample : padded) squares += (sample - mean) * (sample - mean);
  const double scale = 1.0 / std::sqrt(squares / kLength + kVarianceFloor);
  for (float& sample : padded) sample = static_cast<float>((sample - mean) * scale);
  return padded;
}

}  // namespace

Result<SmartTurnFeatures> SmartTurnFeatures::Create() {
  auto mel = audio::MelSpectrum::Create({.mels = kMels});
  if (!mel) return Fail(mel.error());
  return SmartTurnFeatures(std::move(*mel));
}

Result<std::vector<float>> SmartTurnFeatures::Compute(std::span<const float> samples) {
  const auto power = mel_.Power(PadAndNormalize(samples));
  if (!power) return Fail(power.error());
  std::vector<float> features(static_cast<size_t>(kMels) * kFrames);
  for (size_t mel = 0; mel < kMels; ++mel) {
    std::copy_n(power->begin() + static_cast<ptrdiff_t>(mel * (kFrames + 1)), kFrames,
                features.begin() + static_cast<ptrdiff_t>(mel * kFrames));
  }
  audio::WhisperLogScale(features);
  return features;
}

}  // namespace vivavoce::hearing
