#include "speaking/pause_setting.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vivavoce::speaking {
namespace {

constexpr double kRelativePower = 2.5e-5;  // -46 dB of the loudest 5 ms
constexpr int kFramesPerSecond = 200;
constexpr int kFadesPerSecond = 125;  // 8 ms
// How far around the mark its silence may reach.
constexpr int kReachFrames = 40;

void FadeOut(std::vector<float>& samples, size_t end, size_t length) {
  length = std::min(length, end);
  for (size_t i = 0; i < length; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(length);
    samples[end - 1 - i] *= static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * x));
  }
}

void FadeIn(std::vector<float>& samples, size_t begin, size_t length) {
  length = std::min(length, samples.size() - begin);
  for (size_t i = 0; i < length; ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(length);
    samples[begin + i] *= static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * x));
  }
}

double Power(const std::vector<float>& samples, size_t begin, size_t end) {
  double sum = 0;
  for (size_t i = begin; i < end; ++i) sum += static_cast<double>(samples[i]) * samples[i];
  return end > begin ? sum / static_cast<double>(end - begin) : 0;
}

}  // namespace

SetPause SetSilence(std::vector<float>& samples, size_t begin, size_t end, size_t wanted,
                    int sample_rate_hz) {
  const auto frame = static_cast<size_t>(sample_rate_hz / kFramesPerSecond);
  const auto fade = static_cast<size_t>(sample_rate_hz / kFadesPerSecond);
  end = std::min(end, samples.size());
  begin = std::min(begin, end);
  double loudest = 0;
  for (size_t at = 0; at + frame <= samples.size(); at += frame) {
    loudest = std::max(loudest, Power(samples, at, at + frame));
  }
  const auto quiet = [&](size_t at) {
    return Power(samples, at, std::min(at + frame, samples.size())) < kRelativePower * loudest;
  };
  // The quietest frame of the mark, and the silence around it.
  size_t middle = begin;
  double least = 1e30;
  for (size_t at = begin; at + frame <= end; at += frame) {
    const double power = Power(samples, at, at + frame);
    if (power < least) {
      least = power;
      middle = at;
    }
  }
  size_t from = middle, to = middle;
  for (int i = 0; i < kReachFrames && to + frame <= samples.size() && quiet(to); ++i) to += frame;
  if (to > middle) {
    for (int i = 0; i < kReachFrames && from >= frame && quiet(from - frame); ++i) from -= frame;
  }
  // What is there becomes `wanted` zeros between faded edges.
  FadeOut(samples, from, fade);
  FadeIn(samples, to, fade);
  samples.erase(samples.begin() + static_cast<ptrdiff_t>(from),
                samples.begin() + static_cast<ptrdiff_t>(to));
  samples.insert(samples.begin() + static_cast<ptrdiff_t>(from), wanted, 0.0f);
  return {from, static_cast<ptrdiff_t>(wanted) - static_cast<ptrdiff_t>(to - from)};
}

}  // namespace vivavoce::speaking
