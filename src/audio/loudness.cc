#include "audio/loudness.h"

#include <algorithm>
#include <cmath>

namespace vivavoce::audio {
namespace {

float ToDbfs(double amplitude) {
  if (!(amplitude > 0)) return kSilenceDbfs;
  return std::max(kSilenceDbfs, static_cast<float>(20.0 * std::log10(amplitude)));
}

}  // namespace

float RmsDbfs(std::span<const float> samples) {
  if (samples.empty()) return kSilenceDbfs;
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return ToDbfs(std::sqrt(energy / static_cast<double>(samples.size())));
}

float PeakDbfs(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return ToDbfs(peak);
}

}  // namespace vivavoce::audio
