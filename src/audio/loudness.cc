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
  // Four sums, since one would wait for itself at every sample.
  double energy[4] = {};
  size_t i = 0;
  for (; i + 4 <= samples.size(); i += 4) {
    for (size_t lane = 0; lane < 4; ++lane) {
      energy[lane] += static_cast<double>(samples[i + lane]) * samples[i + lane];
    }
  }
  for (; i < samples.size(); ++i) energy[0] += static_cast<double>(samples[i]) * samples[i];
  const double sum = (energy[0] + energy[1]) + (energy[2] + energy[3]);
  return ToDbfs(std::sqrt(sum / static_cast<double>(samples.size())));
}

float PeakDbfs(std::span<const float> samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return ToDbfs(peak);
}

}  // namespace vivavoce::audio
