#include "speaking/speech_edges.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace vivavoce::speaking {
namespace {

constexpr double kEdgePower = 2.5e-5;  // -46 dB
constexpr double kAbsolutePower = 2.5e-7;  // -66 dB
constexpr int kEdgeFramesPerSecond = 200;
constexpr int kEdgeFadesPerSecond = 200;

std::vector<double> FramePowers(std::span<const float> samples, size_t frame) {
  std::vector<double> powers;
  for (size_t begin = 0; begin < samples.size(); begin += frame) {
    const size_t end = std::min(begin + frame, samples.size());
    double sum = 0;
    for (size_t i = begin; i < end; ++i) sum += static_cast<double>(samples[i]) * samples[i];
    powers.push_back(sum / static_cast<double>(end - begin));
  }
  return powers;
}

void Fade(std::vector<float>& samples, size_t length) {
  length = std::min(length, samples.size() / 2);
  for (size_t i = 0; i < length; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(length);
    const auto gain = static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * x));
    samples[i] *= gain;
    samples[samples.size() - 1 - i] *= gain;
  }
}

}  // namespace

SpeechSpan FindSpeech(std::span<const float> samples, int sample_rate_hz) {
  const auto frame = static_cast<size_t>(sample_rate_hz / kEdgeFramesPerSecond);
  const std::vector<double> powers = FramePowers(samples, frame);
  if (powers.empty()) return {};
  const double threshold = std::max(kAbsolutePower, kEdgePower * std::ranges::max(powers));
  const auto active = [&](double power) { return power >= threshold; };
  const auto first = std::ranges::find_if(powers, active);
  if (first == powers.end()) return {};
  const auto last = std::find_if(powers.rbegin(), powers.rend(), active);
  return {static_cast<size_t>(first - powers.begin()) * frame,
          std::min(static_cast<size_t>(powers.rend() - last) * frame, samples.size())};
}

ptrdiff_t SetEdges(std::vector<float>& samples, SpeechSpan span, EdgeSilence silence,
                   int sample_rate_hz) {
  assert(span.begin < span.end && span.end <= samples.size());
  const size_t begin = span.begin - std::min(span.begin, silence.lead);
  const size_t end = std::min(span.end + silence.pause, samples.size());
  const size_t missing_lead = silence.lead - (span.begin - begin);
  const size_t missing_pause = silence.pause - (end - span.end);
  std::vector<float> kept(samples.begin() + static_cast<ptrdiff_t>(begin),
                          samples.begin() + static_cast<ptrdiff_t>(end));
  Fade(kept, static_cast<size_t>(sample_rate_hz / kEdgeFadesPerSecond));
  samples.assign(missing_lead, 0.0f);
  samples.insert(samples.end(), kept.begin(), kept.end());
  samples.insert(samples.end(), missing_pause, 0.0f);
  return static_cast<ptrdiff_t>(begin) - static_cast<ptrdiff_t>(missing_lead);
}

}  // namespace vivavoce::speaking
