#include "app/speech_segments.h"

#include <algorithm>

namespace vivavoce::app {
namespace {

using hearing::kHearingSampleRateHz;
using hearing::kVadWindowSamples;

constexpr float kOn = 0.5f;
constexpr float kOff = 0.35f;
constexpr int64_t kMargin = kHearingSampleRateHz / 5;
constexpr int64_t kJoin = kHearingSampleRateHz / 2;
constexpr int64_t kLongest = 28 * kHearingSampleRateHz;

}  // namespace

Result<std::vector<SpeechSegment>> FindSpeech(hearing::VoiceActivityDetector& detector,
                                              std::span<const float> samples) {
  std::vector<SpeechSegment> segments;
  const auto size = static_cast<int64_t>(samples.size());
  bool voiced = false;
  for (int64_t at = 0; at < size; at += kVadWindowSamples) {
    std::vector<float> window(kVadWindowSamples);  // the last one is filled up with silence
    const int64_t end = std::min<int64_t>(size, at + kVadWindowSamples);
    std::copy(samples.begin() + at, samples.begin() + end, window.begin());
    const Result<float> probability = detector.Push(window);
    if (!probability) return Fail(probability.error());
    voiced = *probability >= (voiced ? kOff : kOn);
    if (!voiced) continue;
    const bool joins = !segments.empty() && at - segments.back().end_sample < kJoin &&
                       end - segments.back().begin_sample < kLongest;
    if (joins) {
      segments.back().end_sample = end;
    } else {
      segments.push_back({at, end});
    }
  }
  for (size_t i = 0; i < segments.size(); ++i) {
    const int64_t before = i > 0 ? segments[i - 1].end_sample : 0;
    const int64_t after = i + 1 < segments.size() ? segments[i + 1].begin_sample : size;
    segments[i].begin_sample = std::max(before, segments[i].begin_sample - kMargin);
    segments[i].end_sample = std::min(after, segments[i].end_sample + kMargin);
  }
  return segments;
}

}  // namespace vivavoce::app
