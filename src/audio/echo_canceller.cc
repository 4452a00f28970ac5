#include "audio/echo_canceller.h"

#include <speex/speex_echo.h>

#include <algorithm>
#include <utility>

#include "audio/sample_convert.h"

namespace vivavoce::audio {
namespace {

constexpr size_t kFrame = EchoDetector::kFrameSamples;
constexpr int kTailSamples = 2048;  // 128 ms
constexpr size_t kLeadFrames = 2;   // the filter begins so far before the delay that was found

int64_t Energy(const std::vector<int16_t>& samples) {
  int64_t sum = 0;
  for (const int64_t sample : samples) sum += sample * sample;
  return sum;
}

}  // namespace

void EchoCanceller::Destroy::operator()(SpeexEchoState_* state) const {
  speex_echo_state_destroy(state);
}

void EchoCanceller::Play(std::span<const float> samples) {
  to_play_.insert(to_play_.end(), samples.begin(), samples.end());
  if (to_play_.size() <= kLongestWait) return;
  const size_t old = to_play_.size() - kLongestWait;
  to_play_.erase(to_play_.begin(), to_play_.begin() + static_cast<std::ptrdiff_t>(old));
}

void EchoCanceller::Process(std::span<const float> input, std::vector<float>& output) {
  waiting_.insert(waiting_.end(), input.begin(), input.end());
  size_t used = 0;
  for (; waiting_.size() - used >= kFrame; used += kFrame) {
    ProcessFrame(std::span(waiting_).subspan(used, kFrame), output);
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
}

void EchoCanceller::Flush(std::vector<float>& output) {
  output.insert(output.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
}

void EchoCanceller::ProcessFrame(std::span<const float> heard, std::vector<float>& output) {
  const bool played_before = plays();
  silent_frames_ = to_play_.empty() ? silent_frames_ + 1 : 0;
  if (!plays()) {
    output.insert(output.end(), heard.begin(), heard.end());
    return;
  }
  if (!played_before) {
    detector_.Restart();
    played_.clear();
  }
  std::vector<float> playing(kFrame);
  const auto count = static_cast<std::ptrdiff_t>(std::min(kFrame, to_play_.size()));
  std::copy_n(to_play_.begin(), count, playing.begin());
  to_play_.erase(to_play_.begin(), to_play_.begin() + count);
  detector_.Add(playing, heard);
  played_.push_back(std::move(playing));
  if (played_.size() > EchoDetector::kMaxDelayFrames + 1) played_.pop_front();
  Aim();
  Cancel(heard, output);
}

void EchoCanceller::Aim() {
  const auto delay = detector_.delay_frames();
  if (!delay) return filter_.reset();
  const size_t lead = std::min(*delay, kLeadFrames);
  const bool near = filter_ && *delay >= aimed_at_ && *delay <= aimed_at_ + 2 * kLeadFrames;
  if (near) return;
  aimed_at_ = *delay - lead;
  filter_.reset(speex_echo_state_init(kFrame, kTailSamples));
  int rate = kRateHz;
  if (filter_) speex_echo_ctl(filter_.get(), SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
}

void EchoCanceller::Cancel(std::span<const float> heard, std::vector<float>& output) {
  if (!filter_) {
    output.insert(output.end(), heard.begin(), heard.end());
    return;
  }
  heard_.assign(kFrame, 0);
  reference_.assign(kFrame, 0);
  cleaned_.resize(kFrame);
  for (size_t i = 0; i < kFrame; ++i) heard_[i] = FloatToPcm16(heard[i]);
  if (aimed_at_ < played_.size()) {
    const std::vector<float>& then = played_[played_.size() - 1 - aimed_at_];
    for (size_t i = 0; i < kFrame; ++i) reference_[i] = FloatToPcm16(then[i]);
  }
  speex_echo_cancellation(filter_.get(), heard_.data(), reference_.data(), cleaned_.data());
  // A filter that is wrong, because there is no echo any more or never was, adds our voice to what is
  // heard instead of taking it out.
  if (Energy(cleaned_) >= Energy(heard_)) {
    output.insert(output.end(), heard.begin(), heard.end());
    return;
  }
  for (const int16_t sample : cleaned_) output.push_back(Pcm16ToFloat(sample));
}

}  // namespace vivavoce::audio
