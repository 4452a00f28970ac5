#include "speaking/harmonic_source.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <utility>

namespace vivavoce::speaking {
namespace {

using std::numbers::pi;

constexpr double kSampleRateHz = 24000;
constexpr float kVoicedAboveHz = 10;
constexpr double kHarmonicAmplitude = 0.1;
constexpr int kSamplesPerF0 = HarmonicSource::kSamplesPerF0;
constexpr int kWindow = HarmonicSource::kWindow;
constexpr int kHop = HarmonicSource::kHop;
constexpr int kBins = HarmonicSource::kBins;

// Rows of a windowed real DFT of 20 points.
struct Dft {
  std::array<std::array<float, kWindow>, kBins> cosine, sine;

  Dft() {
    for (int bin = 0; bin < kBins; ++bin) {
      for (int i = 0; i < kWindow; ++i) {
        const double window = 0.5 - 0.5 * std::cos(2 * pi * i / kWindow);
        const double angle = 2 * pi * (bin * i % kWindow) / kWindow;
        cosine[bin][i] = static_cast<float>(window * std::cos(angle));
        sine[bin][i] = static_cast<float>(-window * std::sin(angle));
      }
    }
    // Exactly real at DC and Nyquist; rounding must not choose the sign of their phase.
    sine[0].fill(0);
    sine[kBins - 1].fill(0);
  }
};

}  // namespace

Result<HarmonicSource> HarmonicSource::Load(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return Fail(Error::NotFound("file not found: " + file.string()));
  const auto json = nlohmann::json::parse(in, nullptr, false);
  try {
    return HarmonicSource(json.at("harmonics").get<std::array<float, HarmonicSource::kHarmonics>>(),
                          json.at("bias").get<float>());
  } catch (const std::exception&) {
    return Fail(Error::Corrupt(file.string() + " is not a harmonic source table"));
  }
}

std::vector<float> HarmonicSource::Signal(std::span<const float> f0) const {
  const size_t count = f0.size();
  std::vector<float> signal(count * kSamplesPerF0);
  if (count == 0) return signal;
  // Phase of the fundamental, in turns, at the middle of each F0 value's span; between two of them
  // it is linear, before the first and after the last it stands still (the export resizes with
  // half-pixel alignment). Harmonic h runs h times as fast: the export wraps their steps, which
  // drops whole turns only.
  std::vector<double> phase(count);
  double sum = 0;
  for (size_t t = 0; t < count; ++t) {
    phase[t] = sum += static_cast<double>(f0[t]) / kSampleRateHz * kSamplesPerF0;
  }
  const float silence = std::tanh(bias_);
  for (size_t n = 0; n < signal.size(); ++n) {
    const size_t t = n / kSamplesPerF0;
    if (!(f0[t] > kVoicedAboveHz)) {
      signal[n] = silence;
      continue;
    }
    const double position = std::clamp((static_cast<double>(n) + 0.5) / kSamplesPerF0 - 0.5, 0.0,
                                       static_cast<double>(count - 1));
    const auto left = static_cast<size_t>(position);
    const size_t right = std::min(left + 1, count - 1);
    const double turns =
        phase[left] + (position - static_cast<double>(left)) * (phase[right] - phase[left]);
    const double angle = 2 * pi * (turns - std::floor(turns));
    // sin((h + 1) a) = 2 cos(a) sin(h a) - sin((h - 1) a)
    const double twice_cosine = 2 * std::cos(angle);
    double previous = 0, current = std::sin(angle), mixed = bias_;
    for (const float weight : weights_) {
      mixed += kHarmonicAmplitude * current * weight;
      previous = std::exchange(current, twice_cosine * current - previous);
    }
    signal[n] = std::tanh(static_cast<float>(mixed));
  }
  return signal;
}

void HarmonicSource::Spectrum(std::span<const float> f0, std::span<float> spectrum) const {
  static const Dft dft;
  constexpr int kPad = kWindow / 2;
  const size_t frames = Frames(f0.size());
  assert(spectrum.size() == 2 * kBins * frames);
  const std::vector<float> signal = Signal(f0);
  // Reflected at both ends, the end sample itself not repeated.
  std::vector<float> padded(signal.size() + 2 * kPad);
  std::ranges::copy(signal, padded.begin() + kPad);
  for (int i = 1; i <= kPad && static_cast<size_t>(i) < signal.size(); ++i) {
    padded[kPad - i] = signal[i];
    padded[kPad + signal.size() - 1 + i] = signal[signal.size() - 1 - i];
  }
  for (size_t frame = 0; frame < frames; ++frame) {
    const float* x = padded.data() + frame * kHop;
    for (int bin = 0; bin < kBins; ++bin) {
      float re = 0, im = 0;
      for (int i = 0; i < kWindow; ++i) {
        re += dft.cosine[bin][i] * x[i];
        im += dft.sine[bin][i] * x[i];
      }
      spectrum[bin * frames + frame] = std::sqrt(re * re + im * im);
      // +0.0f: an imaginary part of -0 would give -pi, and the generator was trained with +pi.
      spectrum[(kBins + bin) * frames + frame] = std::atan2(im + 0.0f, re);
    }
  }
}

}  // namespace vivavoce::speaking
