#include "audio/log_mel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "audio/hann_window.h"

namespace vivavoce::audio {
namespace {

// Slaney's scale: 3 mels per 200 Hz up to 1 kHz, then 27 steps per factor of 6.4.
constexpr double kHzPerMel = 200.0 / 3.0;
constexpr double kBreakHz = 1000.0;
constexpr double kBreakMel = kBreakHz / kHzPerMel;

double LogStep() { return std::log(6.4) / 27.0; }

double HzToMel(double hz) {
  return hz < kBreakHz ? hz / kHzPerMel : kBreakMel + std::log(hz / kBreakHz) / LogStep();
}

double MelToHz(double mel) {
  return mel < kBreakMel ? mel * kHzPerMel : kBreakHz * std::exp(LogStep() * (mel - kBreakMel));
}

Status Require(bool ok, const char* field, const char* allowed) {
  if (ok) return {};
  return Fail(Error::InvalidArgument(std::string("must be ") + allowed, field));
}

}  // namespace

Status MelConfig::Validate() const {
  if (Status ok = Require(sample_rate_hz >= 1000, "sample_rate_hz", "at least 1000"); !ok)
    return ok;
  if (Status ok = Require(window >= 2 && window % 2 == 0, "window", "even and at least 2"); !ok) {
    return ok;
  }
  if (Status ok = Require(hop >= 1, "hop", "at least 1"); !ok) return ok;
  if (Status ok = Require(mels >= 1 && mels <= 1024, "mels", "1 to 1024"); !ok) return ok;
  if (Status ok = Require(low_hz >= 0 && low_hz < high_hz, "low_hz", "0 or more, below high_hz");
      !ok) {
    return ok;
  }
  return Require(high_hz <= static_cast<float>(sample_rate_hz) / 2, "high_hz",
                 "at most half the sample rate");
}

std::vector<float> MelFilterbank(const MelConfig& config) {
  const size_t bins = static_cast<size_t>(config.window) / 2 + 1;
  const double low = HzToMel(config.low_hz), high = HzToMel(config.high_hz);
  std::vector<double> edges(static_cast<size_t>(config.mels) + 2);
  for (size_t i = 0; i < edges.size(); ++i) {
    edges[i] = MelToHz(low + (high - low) * static_cast<double>(i) /
                                 static_cast<double>(edges.size() - 1));
  }
  std::vector<float> weights(static_cast<size_t>(config.mels) * bins);
  for (size_t mel = 0; mel + 2 < edges.size(); ++mel) {
    const double area = 2.0 / (edges[mel + 2] - edges[mel]);
    for (size_t bin = 0; bin < bins; ++bin) {
      const double hz = static_cast<double>(bin) * config.sample_rate_hz / config.window;
      const double rise = (hz - edges[mel]) / (edges[mel + 1] - edges[mel]);
      const double fall = (edges[mel + 2] - hz) / (edges[mel + 2] - edges[mel + 1]);
      // Rounded before and after the area norm, as the reference tables were.
      const auto triangle = static_cast<float>(std::max(0.0, std::min(rise, fall)));
      weights[mel * bins + bin] = static_cast<float>(triangle * area);
    }
  }
  return weights;
}

MelSpectrum::MelSpectrum(const MelConfig& config)
    : config_(config), hann_(HannWindow(static_cast<size_t>(config.window))), fft_(config.window) {
  const size_t bins = static_cast<size_t>(config.window) / 2 + 1;
  const std::vector<float> weights = MelFilterbank(config);
  for (size_t mel = 0; mel < static_cast<size_t>(config.mels); ++mel) {
    const std::span<const float> row(weights.data() + mel * bins, bins);
    const auto first = std::ranges::find_if(row, [](float w) { return w != 0; });
    auto last = row.end();
    while (last != first && *(last - 1) == 0) --last;
    bands_.push_back({static_cast<int>(first - row.begin()), {first, last}});
  }
}

Result<MelSpectrum> MelSpectrum::Create(const MelConfig& config) {
  if (Status ok = config.Validate(); !ok) return Fail(ok.error());
  return MelSpectrum(config);
}

int MelSpectrum::Frames(size_t samples) const {
  return static_cast<int>(samples / static_cast<size_t>(config_.hop)) + 1;
}

Result<std::vector<float>> MelSpectrum::Power(std::span<const float> samples) {
  const auto count = static_cast<int64_t>(samples.size());
  const int half = config_.window / 2;
  if (count <= half) {
    return Fail(Error::InvalidArgument(fmt::format("{} samples, must be more than {}", count, half),
                                       "samples"));
  }
  const int frames = Frames(samples.size());
  std::vector<float> power(static_cast<size_t>(config_.mels) * static_cast<size_t>(frames));
  std::vector<std::complex<float>> windowed(hann_.size()), spectrum(hann_.size());
  const auto sample = [&](int64_t frame, int64_t n) {
    int64_t at = frame * config_.hop + n - half;
    if (at < 0) at = -at;
    if (at >= count) at = 2 * (count - 1) - at;
    return samples[static_cast<size_t>(std::max<int64_t>(0, at))];
  };
  std::vector<float> bins[2] = {std::vector<float>(half + 1), std::vector<float>(half + 1)};
  // Two real frames in one complex transform: one in the real parts, one in the imaginary parts.
  for (int frame = 0; frame < frames; frame += 2) {
    const bool pair = frame + 1 < frames;
    for (int n = 0; n < config_.window; ++n) {
      windowed[n] = {hann_[n] * sample(frame, n), pair ? hann_[n] * sample(frame + 1, n) : 0.0f};
    }
    fft_.Forward(windowed, spectrum);
    for (int k = 0; k <= half; ++k) {
      const std::complex<float> a = spectrum[k];
      const std::complex<float> b = std::conj(spectrum[(config_.window - k) % config_.window]);
      bins[0][k] = std::norm(a + b) / 4;
      bins[1][k] = std::norm(a - b) / 4;
    }
    for (int which = 0; which < (pair ? 2 : 1); ++which) {
      for (size_t mel = 0; mel < bands_.size(); ++mel) {
        float sum = 0;
        for (size_t i = 0; i < bands_[mel].weights.size(); ++i) {
          sum += bands_[mel].weights[i] * bins[which][bands_[mel].first + i];
        }
        power[mel * static_cast<size_t>(frames) + static_cast<size_t>(frame + which)] = sum;
      }
    }
  }
  return power;
}

void WhisperLogScale(std::span<float> power) {
  if (power.empty()) return;
  for (float& value : power) value = std::log10(std::max(value, 1e-10f));
  const float floor = *std::ranges::max_element(power) - 8.0f;
  for (float& value : power) value = (std::max(value, floor) + 4.0f) / 4.0f;
}

}  // namespace vivavoce::audio
