#include "speaking/whisper_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "audio/linear_prediction.h"
#include "speaking/harmonic_source.h"

namespace vivavoce::speaking {
namespace {

constexpr size_t kFrame = 480;              // 20 ms
constexpr size_t kHalfFrame = kFrame / 2;    // frames overlap by half
constexpr size_t kOrder = 26;               // two for each of 12 formants below 12 kHz, and two
constexpr double kNoiseFloor = 1e-4;        // white noise correction, -40 dB
constexpr double kBandwidth = 0.992;        // formants of a whisper are wider: some 60 Hz here
// A whisper is weak below the first formant, where voice is strongest.
constexpr double kHighPass = 0.93;
constexpr float kFriction = 0.12f;  // of the sound itself stays: bursts and friction

using Coefficients = std::array<double, kOrder + 1>;

// False for silence.
bool Predict(const std::array<double, kFrame>& frame, Coefficients& a) {
  Coefficients r{};
  for (size_t lag = 0; lag <= kOrder; ++lag) {
    for (size_t i = lag; i < kFrame; ++i) r[lag] += frame[i] * frame[i - lag];
  }
  if (r[0] < 1e-9) return false;
  r[0] *= 1 + kNoiseFloor;
  const auto predicted = audio::PredictLinearly<kOrder>(r);
  if (!predicted) return false;
  a = *predicted;
  double factor = 1;
  for (double& coefficient : a) {
    coefficient *= factor;
    factor *= kBandwidth;
  }
  return true;
}

class Noise {
 public:
  // About normal, variance 1: the sum of twelve uniform values.
  double Next() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      sum += static_cast<double>(state_ >> 11) * 0x1.0p-53;
    }
    return sum;
  }

 private:
  uint64_t state_ = 20240607;
};

}  // namespace

void Whisper(std::span<float> samples, std::span<const float> share) {
  constexpr size_t kStep = HarmonicSource::kSamplesPerF0;
  const auto share_at = [&](size_t sample) {
    if (share.empty()) return 0.0f;
    const size_t k = std::min(sample / kStep, share.size() - 1);
    const float next = k + 1 < share.size() ? share[k + 1] : share[k];
    const float x = static_cast<float>(sample % kStep) / kStep;
    return share[k] + (next - share[k]) * x;
  };
  if (std::ranges::all_of(share, [](float x) { return x == 0; })) return;
  std::array<double, kFrame> window;
  for (size_t i = 0; i < kFrame; ++i) {
    const double x = (static_cast<double>(i) + 0.5) / kFrame;
    window[i] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * x);
  }
  std::vector<double> whispered(samples.size() + kFrame, 0.0);
  Noise noise;
  // Frames begin before the first sample, so that every sample is under two windows.
  for (size_t at = 0; at < samples.size() + kHalfFrame; at += kHalfFrame) {
    std::array<double, kFrame> frame{};
    double power = 0;
    for (size_t i = 0; i < kFrame; ++i) {
      const size_t index = at + i;
      if (index < kHalfFrame || index - kHalfFrame >= samples.size()) continue;
      frame[i] = samples[index - kHalfFrame] * window[i];
      power += frame[i] * frame[i];
    }
    Coefficients a;
    if (!Predict(frame, a)) continue;
    std::array<double, kFrame> out{};
    double last = 0, sum = 0;
    for (size_t i = 0; i < kFrame; ++i) {
      const double fresh = noise.Next();
      double value = fresh - kHighPass * last;
      last = fresh;
      for (size_t j = 1; j <= std::min(i, kOrder); ++j) value -= a[j] * out[i - j];
      out[i] = value;
    }
    for (size_t i = 0; i < kFrame; ++i) {
      out[i] *= window[i];
      sum += out[i] * out[i];
    }
    if (sum <= 0) continue;
    const double gain = std::sqrt(power / sum);
    for (size_t i = 0; i < kFrame && at + i < whispered.size(); ++i) {
      whispered[at + i] += out[i] * gain;
    }
  }
  for (size_t i = 0; i < samples.size(); ++i) {
    const float x = share_at(i);
    if (x == 0) continue;
    const auto breath = static_cast<float>(whispered[i + kHalfFrame]);
    samples[i] = samples[i] * (1 - x * (1 - kFriction)) + breath * x;
  }
}

}  // namespace vivavoce::speaking
