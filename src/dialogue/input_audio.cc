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

float MeanSquare(std::span<const float> samples) {
  float sum = 0;
  for (const float sample : samples) sum += sample * sample;
  return sum / static_cast<float>(samples.size());
}

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
  if (sample_rate_hz == kHearingSampleRateHz && !resampler_) return Hear(samples);
  if (resampler_ && resampler_->in_hz() != sample_rate_hz) {
    Clean(resampler_->Flush());
    resampler_.reset();
  }
  if (!resampler_) {
    auto made = audio::Resampler::Create(sample_rate_hz, kHearingSampleRateHz, kResamplerQuality);
    if (!made) return Fail(made.error());
    resampler_.emplace(std::move(*made));
  }
  resampled_.clear();
  resampler_->Process(samples, resampled_);
  return Hear(resampled_);
}

// Window by window: what the canceller says is of its last frame.
Status InputAudio::Hear(std::span<const float> samples) {
  Status status;
  while (!samples.empty()) {
    const size_t count = std::min<size_t>(samples.size(), kVadWindowSamples);
    Clean(samples.first(count));
    samples = samples.subspan(count);
    if (const Status heard = HearWindows(); !heard) status = heard;
  }
  return status;
}

void InputAudio::Clean(std::span<const float> samples) {
  if (echo_canceller_) {
    cancelled_.clear();
    echo_canceller_->Process(samples, cancelled_);
    samples = cancelled_;
  }
  if (noise_reducer_) return noise_reducer_->Process(samples, pending_);
  pending_.insert(pending_.end(), samples.begin(), samples.end());
}

Status InputAudio::HearWindows() {
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
    const bool echo = echo_canceller_ && echo_canceller_->is_echo();
    frame.voiced = voiced_ && !echo;
    frame.faint = probability.value_or(0) >= kFaintVoice && !echo;
    frame.power = MeanSquare(window);
    frame.digital_silence = std::ranges::all_of(window, [](float x) { return x == 0; });
    TellFrame(frame);
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
  return status;
}

// A voice that begins while we speak waits until it is known whether it is ours.
void InputAudio::TellFrame(AudioFrame frame) {
  const bool undecided = echo_canceller_ && echo_canceller_->undecided();
  const bool begins = held_.empty() && frame.voiced && !told_voiced_;
  if (undecided && begins && holds_left_ > 0) {
    --holds_left_;
  } else if (held_.empty()) {
    told_voiced_ = frame.voiced;
    return sink_(frame);
  }
  held_.push_back(frame);
  if (undecided && held_.size() < kMostHeldFrames) return;
  const bool echo = echo_canceller_ && echo_canceller_->is_echo();
  for (AudioFrame& held : std::exchange(held_, {})) {
    held.voiced &= !echo;
    held.faint &= !echo;
    told_voiced_ = held.voiced;
    sink_(held);
  }
}

void InputAudio::set_echo_cancellation(bool on) {
  cancels_echo_ = on;
  if (on || !echo_canceller_) return;
  cancelled_.clear();
  echo_canceller_->Flush(cancelled_);
  echo_canceller_.reset();
  Clean(cancelled_);
}

void InputAudio::Played(std::span<const float> samples, int sample_rate_hz) {
  if (!cancels_echo_) return;
  if (!played_resampler_ || played_resampler_->in_hz() != sample_rate_hz) {
    auto made = audio::Resampler::Create(sample_rate_hz, kHearingSampleRateHz, kResamplerQuality);
    if (!made) return;
    played_resampler_.emplace(std::move(*made));
  }
  if (!echo_canceller_) echo_canceller_.emplace();
  echo_canceller_->Play(played_resampler_->Process(samples));
}

void InputAudio::StoppedPlaying() {
  if (echo_canceller_) echo_canceller_->StopPlaying();
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
