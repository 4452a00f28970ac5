#include "speaking/testing/voice_measures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "speaking/synthesizer.h"

namespace vivavoce::speaking {
namespace {

constexpr size_t kFrame = kSpeechSampleRateHz / 25;   // 40 ms
constexpr size_t kHop = kSpeechSampleRateHz / 100;    // 10 ms
constexpr size_t kShort = kSpeechSampleRateHz / 200;  // 5 ms
constexpr size_t kLongestLag = kSpeechSampleRateHz / 70, kShortestLag = kSpeechSampleRateHz / 500;
constexpr double kVoicedPeak = 0.62;

double Power(std::span<const float> frame) {
  return std::inner_product(frame.begin(), frame.end(), frame.begin(), 0.0) /
         static_cast<double>(frame.size());
}

// F0 of the frame, 0 when it is not voiced. The shortest lag that is nearly as good as the best:
// multiples of the period are as good as itself.
double FrameF0(const float* x) {
  std::vector<double> peaks(kLongestLag + 1, 0.0);
  const double energy = std::inner_product(x, x + kFrame, x, 0.0);
  double best = 0;
  for (size_t lag = kShortestLag; lag <= kLongestLag; ++lag) {
    const double cross = std::inner_product(x, x + kFrame, x + lag, 0.0);
    const double other = std::inner_product(x + lag, x + lag + kFrame, x + lag, 0.0);
    peaks[lag] = cross / std::sqrt(energy * other + 1e-12);
    best = std::max(best, peaks[lag]);
  }
  if (best < kVoicedPeak) return 0;
  for (size_t lag = kShortestLag + 1; lag < kLongestLag; ++lag) {
    if (peaks[lag] > 0.9 * best && peaks[lag] >= peaks[lag - 1] && peaks[lag] >= peaks[lag + 1]) {
      return static_cast<double>(kSpeechSampleRateHz) / static_cast<double>(lag);
    }
  }
  return 0;
}

// The centroid of the first differences' power against that of the samples: cheap and monotone in
// the mean frequency.
double Centroid(std::span<const float> frame) {
  double power = 0, difference = 0;
  for (size_t i = 1; i < frame.size(); ++i) {
    power += static_cast<double>(frame[i]) * frame[i];
    const double step = static_cast<double>(frame[i]) - frame[i - 1];
    difference += step * step;
  }
  if (power <= 0) return 0;
  return std::sqrt(difference / power) * kSpeechSampleRateHz / (2 * std::numbers::pi);
}

}  // namespace

std::vector<double> F0Track(std::span<const float> samples) {
  std::vector<double> track;
  double loudest = 0;
  for (size_t at = 0; at + kFrame <= samples.size(); at += kHop) {
    loudest = std::max(loudest, Power(samples.subspan(at, kFrame)));
  }
  for (size_t at = 0; at + kFrame + kLongestLag <= samples.size(); at += kHop) {
    const bool speech = Power(samples.subspan(at, kFrame)) > 1e-3 * loudest;
    track.push_back(speech ? FrameF0(samples.data() + at) : 0);
  }
  return track;
}

VoiceMeasure MeasureVoice(std::span<const float> samples, int64_t begin, int64_t end) {
  const auto size = static_cast<int64_t>(samples.size());
  begin = std::clamp<int64_t>(begin, 0, size);
  end = std::clamp<int64_t>(end, begin, size);
  const auto part = samples.subspan(static_cast<size_t>(begin), static_cast<size_t>(end - begin));
  VoiceMeasure measure;
  std::vector<double> powers, f0;
  double loudest = 0, centroids = 0;
  for (size_t at = 0; at + kFrame <= part.size(); at += kHop) {
    powers.push_back(Power(part.subspan(at, kFrame)));
    loudest = std::max(loudest, powers.back());
  }
  int speech = 0, voiced = 0;
  double sum = 0;
  for (size_t i = 0; i < powers.size(); ++i) {
    if (powers[i] < 1e-3 * loudest || powers[i] < 1e-9) continue;
    ++speech;
    sum += powers[i];
    const size_t at = static_cast<size_t>(begin) + i * kHop;
    centroids += Centroid(samples.subspan(at, kFrame));
    if (at + kFrame + kLongestLag > samples.size()) continue;
    const double hz = FrameF0(samples.data() + at);
    if (hz == 0) continue;
    ++voiced;
    if (powers[i] > 1e-2 * loudest) f0.push_back(hz);
  }
  if (speech == 0) return measure;
  measure.voiced_share = static_cast<double>(voiced) / speech;
  measure.level_db = 10 * std::log10(sum / speech);
  measure.centroid_hz = centroids / speech;
  if (f0.empty()) return measure;
  std::ranges::sort(f0);
  measure.f0_hz = f0[(f0.size() - 1) / 2];
  measure.f0_high_hz = f0[static_cast<size_t>(0.9 * static_cast<double>(f0.size() - 1))];
  return measure;
}

double LongestSilenceMs(std::span<const float> samples, int64_t begin, int64_t end,
                        double below_db) {
  double loudest = 0;
  for (size_t at = 0; at + kShort <= samples.size(); at += kShort) {
    loudest = std::max(loudest, Power(samples.subspan(at, kShort)));
  }
  const double threshold = loudest * std::pow(10, -below_db / 10);
  size_t longest = 0, run = 0;
  const auto last = std::min<size_t>(static_cast<size_t>(std::max<int64_t>(end, 0)), samples.size());
  for (size_t at = static_cast<size_t>(std::max<int64_t>(begin, 0)); at + 24 <= last; at += 24) {
    run = Power(samples.subspan(at, 24)) < threshold ? run + 24 : 0;
    longest = std::max(longest, run);
  }
  return static_cast<double>(longest) * 1000 / kSpeechSampleRateHz;
}

double LargestStep(std::span<const float> samples) {
  double largest = 0;
  for (size_t i = 1; i < samples.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(samples[i]) - samples[i - 1]));
  }
  return largest;
}

}  // namespace vivavoce::speaking
