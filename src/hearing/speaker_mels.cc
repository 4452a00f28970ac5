#include "hearing/speaker_mels.h"

#include <algorithm>
#include <cmath>

#include "audio/hann_window.h"
#include "audio/log_mel.h"
#include "hearing/voice_activity_detector.h"

namespace vivavoce::hearing {
namespace {

constexpr size_t kMelWindow = 400;
constexpr size_t kMelHop = 160;
constexpr size_t kMelBins = kMelWindow / 2 + 1;
constexpr size_t kMaxMelFrames = SpeakerMels::kHistorySeconds * 100;

}  // namespace

SpeakerMels::SpeakerMels(int64_t at_sample)
    : fft_(kMelWindow),
      window_(audio::HannWindow(kMelWindow)),
      time_(kMelWindow),
      frequency_(kMelWindow),
      waiting_(kMelWindow / 2),
      to_skip_((kMelHop - static_cast<size_t>(at_sample) % kMelHop) % kMelHop),
      first_((at_sample + static_cast<int64_t>(to_skip_)) / static_cast<int64_t>(kMelHop)) {
  const std::vector<float> weights = audio::MelFilterbank({.sample_rate_hz = kHearingSampleRateHz,
                                                           .window = kMelWindow,
                                                           .hop = kMelHop,
                                                           .mels = SpeakerEncoder::kMels,
                                                           .low_hz = 0,
                                                           .high_hz = kHearingSampleRateHz / 2});
  for (size_t mel = 0; mel < SpeakerEncoder::kMels; ++mel) {
    Band band;
    for (size_t bin = 0; bin < kMelBins; ++bin) {
      const float weight = weights[mel * kMelBins + bin];
      if (weight <= 0) continue;
      if (band.weights.empty()) band.first_bin = bin;
      band.weights.push_back(weight);
    }
    bands_.push_back(std::move(band));
  }
}

void SpeakerMels::Push(std::span<const float> samples) {
  const size_t skipped = std::min(to_skip_, samples.size());
  to_skip_ -= skipped;
  for (const float sample : samples.subspan(skipped)) {
    waiting_.push_back(std::isfinite(sample) ? std::clamp(sample, -4.0f, 4.0f) : 0);
  }
  size_t used = 0;
  for (; waiting_.size() >= used + kMelWindow; used += kMelHop) {
    Analyze(std::span(waiting_).subspan(used, kMelWindow));
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
  if (frames_.size() > kMaxMelFrames + kMaxMelFrames / 4) {
    const size_t old = frames_.size() - kMaxMelFrames;
    frames_.erase(frames_.begin(), frames_.begin() + static_cast<std::ptrdiff_t>(old));
    first_ += static_cast<int64_t>(old);
  }
}

void SpeakerMels::Analyze(std::span<const float> frame) {
  for (size_t i = 0; i < kMelWindow; ++i) time_[i] = window_[i] * frame[i];
  fft_.Forward(time_, frequency_);
  SpeakerMel& out = frames_.emplace_back();
  for (size_t mel = 0; mel < SpeakerEncoder::kMels; ++mel) {
    const Band& band = bands_[mel];
    float sum = 0;
    for (size_t i = 0; i < band.weights.size(); ++i) {
      sum += band.weights[i] * std::norm(frequency_[band.first_bin + i]);
    }
    out.power[mel] = sum;
  }
  for (const float sample : frame.subspan((kMelWindow - kMelHop) / 2, kMelHop)) {
    out.mean_square += sample * sample;
  }
  out.mean_square /= kMelHop;
}

}  // namespace vivavoce::hearing
