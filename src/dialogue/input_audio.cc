#include "dialogue/input_audio.h"

#include <algorithm>
#include <string>
#include <utility>

#include "hearing/voice_activity_detector.h"

namespace vivavoce::dialogue {
namespace {

using hearing::kHearingSampleRateHz;
using hearing::kVadWindowSamples;

constexpr int kHeardSamplesPerMs = kHearingSampleRateHz / 1000;
constexpr int kMinInputRateHz = 8000;
constexpr int kMaxInputRateHz = 48000;
// Of speexdsp, what it advises for voice: flat to 0.88 of 8 kHz. Half the work of the default, which
// was a third of what a thousand listening sessions cost.
constexpr int kResamplerQuality = 3;

}  // namespace

audio::NoiseReducerOptions NoiseReducerOptionsOf(NoiseReduction reduction) {
  if (reduction == NoiseReduction::kFarField) {
    return {.sample_rate_hz = kHearingSampleRateHz, .suppress_db = 20, .most_gain_db = 20};
  }
  return {.sample_rate_hz = kHearingSampleRateHz, .suppress_db = 12};
}

InputAudio::InputAudio(VoiceProbability voice_probability, FrameSink sink)
    : voice_probability_(std::move(voice_probability)),
      sink_(std::move(sink)),
      history_(kHistorySeconds * kHearingSampleRateHz) {}

Status InputAudio::Append(std::span<const float> samples, int sample_rate_hz) {
  if (sample_rate_hz < kMinInputRateHz || sample_rate_hz > kMaxInputRateHz) {
    return Fail(Error::InvalidArgument(
        "sample rate " + std::to_string(sample_rate_hz) + " Hz is not between 8000 and 48000",
        "input_audio_format.rate"));
  }
  if (noise_reduction_ != NoiseReduction::kNone && !noise_reducer_) {
    auto made = audio::NoiseReducer::Create(NoiseReducerOptionsOf(noise_reduction_));
    if (!made) return Fail(made.error());
    noise_reducer_.emplace(std::move(*made));
  }
  if (sample_rate_hz == kHearingSampleRateHz && !resampler_) {
    Hear(samples);
  } else {
    if (resampler_ && resampler_->in_hz() != sample_rate_hz) {
      Hear(resampler_->Flush());
      resampler_.reset();
    }
    if (!resampler_) {
      auto made =
          audio::Resampler::Create(sample_rate_hz, kHearingSampleRateHz, kResamplerQuality);
      if (!made) return Fail(made.error());
      resampler_.emplace(std::move(*made));
    }
    if (noise_reducer_) {
      resampled_.clear();
      resampler_->Process(samples, resampled_);
      noise_reducer_->Process(resampled_, pending_);
    } else {
      resampler_->Process(samples, pending_);
    }
  }

  Status status;
  size_t used = 0;
  for (; pending_.size() - used >= kVadWindowSamples; used += kVadWindowSamples) {
    const std::span<const float> window = std::span(pending_).subspan(used, kVadWindowSamples);
    AudioFrame frame;
    frame.a_begin_ms = history_.end() / kHeardSamplesPerMs;
    history_.Append(window);
    const Result<float> probability = voice_probability_(window);
    if (!probability) status = Fail(probability.error());
    voiced_ = probability.value_or(0) >= (voiced_ ? threshold_ - kHysteresis : threshold_);
    frame.a_end_ms = history_.end() / kHeardSamplesPerMs;
    frame.voiced = voiced_;
    frame.digital_silence = std::ranges::all_of(window, [](float x) { return x == 0; });
    sink_(frame);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
  return status;
}

void InputAudio::Hear(std::span<const float> samples) {
  if (noise_reducer_) return noise_reducer_->Process(samples, pending_);
  pending_.insert(pending_.end(), samples.begin(), samples.end());
}

void InputAudio::set_noise_reduction(NoiseReduction reduction) {
  if (reduction == noise_reduction_) return;
  noise_reduction_ = reduction;
  noise_reducer_.reset();
}

int64_t InputAudio::begin_ms() const {
  return (history_.begin() + kHeardSamplesPerMs - 1) / kHeardSamplesPerMs;
}

int64_t InputAudio::end_ms() const { return history_.end() / kHeardSamplesPerMs; }

void InputAudio::Forget(int64_t a_before_ms) { history_.Trim(a_before_ms * kHeardSamplesPerMs); }

std::vector<float> InputAudio::Read(int64_t a_from_ms, int64_t a_to_ms) const {
  const int64_t from = std::clamp(a_from_ms * kHeardSamplesPerMs, history_.begin(), history_.end());
  const int64_t to = std::clamp(a_to_ms * kHeardSamplesPerMs, from, history_.end());
  return history_.Read(from, to).value_or(std::vector<float>());
}

}  // namespace vivavoce::dialogue
