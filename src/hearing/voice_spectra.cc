#include "hearing/voice_spectra.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "hearing/voice_activity_detector.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing {
namespace {

constexpr int kFftLength = 512;
constexpr size_t kBins = kFftLength / 2 + 1;
constexpr float kBinHz = static_cast<float>(kHearingSampleRateHz) / kFftLength;
constexpr size_t kWindow = 400;
constexpr size_t kHop = kHearingSampleRateHz * kVoiceFrameMs / 1000;
constexpr float kPreEmphasis = 0.97f;
constexpr double kLowHz = 100, kHighHz = 8000;
// Digital silence: far below any sound at 16 bits.
constexpr float kLeastPower = 1e-12f;
constexpr size_t kMaxSpectra = VoiceSpectra::kHistorySeconds * 1000 / kVoiceFrameMs;

double HzToMel(double hz) { return 2595 * std::log10(1 + hz / 700); }
double MelToHz(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

}  // namespace

VoiceSpectra::VoiceSpectra(int64_t at_sample)
    : fft_(kFftLength),
      formant_band_(kBinHz),
      time_(kFftLength),
      frequency_(kFftLength),
      power_(kBins),
      to_skip_((kHop - static_cast<size_t>(at_sample) % kHop) % kHop),
      first_((at_sample + static_cast<int64_t>(to_skip_)) / static_cast<int64_t>(kHop)) {
  for (size_t i = 0; i < kWindow; ++i) {
    const double turn = static_cast<double>(i) / (kWindow - 1);
    window_.push_back(static_cast<float>(0.5 - 0.5 * std::cos(2 * std::numbers::pi * turn)));
  }
  const double low = HzToMel(kLowHz);
  const double step = (HzToMel(kHighHz) - low) / (VoiceSpectrum::kMels + 1);
  for (size_t mel = 0; mel < VoiceSpectrum::kMels; ++mel) {
    const auto edge = [&](size_t i) { return MelToHz(low + step * static_cast<double>(mel + i)); };
    const double left = edge(0), middle = edge(1), right = edge(2);
    Band band;
    for (size_t bin = 0; bin < kBins; ++bin) {
      const double hz = static_cast<double>(bin) * kBinHz;
      const double weight =
          std::min((hz - left) / (middle - left), (right - hz) / (right - middle));
      if (weight <= 0) continue;
      if (band.weights.empty()) band.first_bin = bin;
      band.weights.push_back(static_cast<float>(weight * 2 / (right - left)));
    }
    bands_.push_back(std::move(band));
  }
}

void VoiceSpectra::Push(std::span<const float> samples) {
  const size_t skipped = std::min(to_skip_, samples.size());
  to_skip_ -= skipped;
  samples = samples.subspan(skipped);
  for (const float sample : samples) {
    waiting_.push_back(std::isfinite(sample) ? std::clamp(sample, -4.0f, 4.0f) : 0);
  }
  size_t used = 0;
  for (; waiting_.size() >= used + kWindow; used += kHop) {
    Analyze(std::span(waiting_).subspan(used, kWindow));
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
  if (frames_.size() > kMaxSpectra + kMaxSpectra / 4) {
    const size_t old = frames_.size() - kMaxSpectra;
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(old));
    first_ += static_cast<int64_t>(old);
  }
}

void VoiceSpectra::Analyze(std::span<const float> frame) {
  for (size_t i = 0; i < kWindow; ++i) {
    time_[i] = window_[i] * (frame[i] - kPreEmphasis * frame[i > 0 ? i - 1 : 0]);
  }
  fft_.Forward(time_, frequency_);
  for (size_t bin = 0; bin < kBins; ++bin) power_[bin] = std::norm(frequency_[bin]);
  VoiceSpectrum& spectrum = frames_.emplace_back();
  for (size_t mel = 0; mel < VoiceSpectrum::kMels; ++mel) {
    const Band& band = bands_[mel];
    float sum = kLeastPower;
    for (size_t i = 0; i < band.weights.size(); ++i) {
      sum += band.weights[i] * power_[band.first_bin + i];
    }
    spectrum.log_mel[mel] = std::log(sum);
  }
  spectrum.correlation = formant_band_.Correlate(power_);
}

std::span<const VoiceSpectrum> VoiceSpectra::Read(int64_t from, int64_t to, int64_t& first) const {
  first = std::clamp(from, begin(), end());
  return std::span(frames_).subspan(static_cast<size_t>(first - first_),
                                    static_cast<size_t>(std::clamp(to, first, end()) - first));
}

}  // namespace vivavoce::hearing
