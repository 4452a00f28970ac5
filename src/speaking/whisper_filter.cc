#include "speaking/whisper_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

#include "audio/fft.h"
#include "speaking/harmonic_source.h"
#include "speaking/synthesizer.h"

namespace vivavoce::speaking {
namespace {

constexpr size_t kStep = HarmonicSource::kSamplesPerF0;
constexpr size_t kFrame = 600;  // 25 ms
constexpr size_t kHop = kFrame / 4;
constexpr size_t kFft = 1024;
constexpr size_t kBins = kFft / 2 + 1;
constexpr double kBinHz = static_cast<double>(kSpeechSampleRateHz) / kFft;
constexpr double kVoicedHz = 40, kUnvoicedWindowHz = 250;
constexpr double kLowestHz = 72;  // three periods of it fit kFft
constexpr double kSilence = 1e-10;  // mean power
// A whisper is weak below the first formant, where voice is strongest.
constexpr double kHighPass = 0.9;
// Where there is no voice, the sound itself stays for the greater part of the power lost to noise
// otherwise: bursts keep their edge.
constexpr float kFriction = 0.6f, kFrictionNoise = 0.8f;  // of amplitude; squares add up to 1
constexpr float kSofter = 0.45f;  // -7 dB, besides what the manner asks for

using Spectrum = std::array<double, kBins>;

// The Hann window of `length` values, which peaks between the two in the middle.
double Hann(size_t i, size_t length) {
  const double x = (static_cast<double>(i) + 0.5) / static_cast<double>(length);
  return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * x);
}

// Uniform phases.
class Noise {
 public:
  std::complex<float> NextPhase() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    const double turn = static_cast<double>(state_ >> 11) * 0x1.0p-53;
    return std::polar(1.0f, static_cast<float>(2 * std::numbers::pi * turn));
  }

 private:
  uint64_t state_ = 20240607;
};

// The value at sample `index` of a curve that goes straight from value to value.
float At(std::span<const float> curve, size_t index) {
  const size_t k = index / kStep;
  if (k + 1 >= curve.size()) return curve.back();
  return std::lerp(curve[k], curve[k + 1], static_cast<float>(index % kStep) / kStep);
}

class Whisperer {
 public:
  explicit Whisperer(std::span<const float> samples) : samples_(samples) {
    for (size_t i = 0; i < kFrame; ++i) window_[i] = Hann(i, kFrame);
    for (size_t k = 0; k < kBins; ++k) {
      const double w = 2 * std::numbers::pi * static_cast<double>(k) / kFft;
      high_pass_[k] = std::abs(1.0 - std::polar(kHighPass, -w));
    }
  }

  // Adds the whispered frame around sample `centre` to `out`, which begins kFrame / 2 samples before
  // the first.
  void Add(size_t centre, double f0, std::vector<double>& out) {
    double power = 0;
    for (size_t i = 0; i < kFrame; ++i) {
      const double value = Sample(centre + i, kFrame / 2) * window_[i];
      power += value * value;
    }
    if (power < kSilence * kFrame) return;
    const Spectrum envelope = Envelope(centre, f0 > kVoicedHz ? std::max(f0, kLowestHz)
                                                            : kUnvoicedWindowHz);
    for (size_t k = 1; k + 1 < kBins; ++k) {
      const auto magnitude = static_cast<float>(std::sqrt(envelope[k]) * high_pass_[k]);
      in_[k] = magnitude * noise_.NextPhase();
      in_[kFft - k] = std::conj(in_[k]);
    }
    in_[0] = in_[kBins - 1] = 0;
    fft_.Forward(in_, out_);
    std::array<double, kFrame> frame;
    double sum = 0;
    for (size_t i = 0; i < kFrame; ++i) {
      frame[i] = static_cast<double>(out_[i].real()) * window_[i];
      sum += frame[i] * frame[i];
    }
    // Squares of Hann windows a quarter of their length apart add up to 3/2.
    const double gain = std::sqrt(power / std::max(sum, 1e-30) / 1.5);
    for (size_t i = 0; i < kFrame; ++i) out[centre + i] += frame[i] * gain;
  }

 private:
  double Sample(size_t index, size_t before) const {
    return index < before || index - before >= samples_.size()
               ? 0.0
               : static_cast<double>(samples_[index - before]);
  }

  // Power, over a window of three periods and a band of one harmonic.
  Spectrum Envelope(size_t centre, double f0) {
    const auto half = static_cast<size_t>(1.5 * kSpeechSampleRateHz / f0);
    std::ranges::fill(in_, std::complex<float>());
    for (size_t i = 0; i < 2 * half; ++i) {
      in_[i] = static_cast<float>(Sample(centre + i, half) * Hann(i, 2 * half));
    }
    fft_.Forward(in_, out_);
    std::array<double, kBins + 1> upto;  // sums of the power of bins below
    upto[0] = 0;
    for (size_t k = 0; k < kBins; ++k) upto[k + 1] = upto[k] + std::norm(out_[k]);
    const auto integral = [&](double place) {
      place = std::clamp(place, 0.0, static_cast<double>(kBins));
      const size_t k = std::min(static_cast<size_t>(place), kBins - 1);
      return std::lerp(upto[k], upto[k + 1], place - static_cast<double>(k));
    };
    const double reach = f0 / 2 / kBinHz;
    Spectrum smooth;
    for (size_t k = 0; k < kBins; ++k) {
      const double place = static_cast<double>(k) + 0.5;
      smooth[k] = integral(place + reach) - integral(place - reach);
    }
    return smooth;
  }

  const std::span<const float> samples_;
  std::array<double, kFrame> window_;
  std::array<double, kBins> high_pass_;
  audio::Fft fft_{kFft};
  std::vector<std::complex<float>> in_ = std::vector<std::complex<float>>(kFft);
  std::vector<std::complex<float>> out_ = std::vector<std::complex<float>>(kFft);
  Noise noise_;
};

}  // namespace

void Whisper(std::span<float> samples, std::span<const float> f0, std::span<const float> share) {
  if (f0.empty() || std::ranges::all_of(share, [](float x) { return x == 0; })) return;
  const auto any_share = [&](size_t centre) {
    const size_t begin = centre > kFrame / 2 ? (centre - kFrame / 2) / kStep : 0;
    const size_t end = std::min(share.size(), (centre + kFrame / 2) / kStep + 2);
    return begin < end && std::any_of(share.begin() + static_cast<ptrdiff_t>(begin),
                                      share.begin() + static_cast<ptrdiff_t>(end),
                                      [](float x) { return x > 0; });
  };
  std::vector<float> voice(f0.size());
  std::ranges::transform(f0, voice.begin(), [](float hz) { return hz > kVoicedHz ? 1.0f : 0.0f; });
  Whisperer whisperer(samples);
  std::vector<double> whispered(samples.size() + 2 * kFrame, 0.0);
  for (size_t centre = 0; centre < samples.size() + kFrame / 2; centre += kHop) {
    if (!any_share(centre)) continue;
    whisperer.Add(centre, f0[std::min(centre / kStep, f0.size() - 1)], whispered);
  }
  for (size_t i = 0; i < samples.size(); ++i) {
    const float x = At(share, i);
    if (x == 0) continue;
    const auto breath = static_cast<float>(whispered[i + kFrame / 2]);
    const float voiced = At(voice, i);
    const float whisper = kSofter * (samples[i] * kFriction * (1 - voiced) +
                                     breath * std::lerp(kFrictionNoise, 1.0f, voiced));
    samples[i] = std::lerp(samples[i], whisper, x);
  }
}

}  // namespace vivavoce::speaking
