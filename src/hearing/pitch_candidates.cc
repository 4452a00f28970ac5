#include "hearing/pitch_candidates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vivavoce::hearing {
namespace {

// Weaker peaks never win: the unvoiced candidate has at least this strength (pitch_path.h).
constexpr float kMinStrength = 0.2f;
// -80 dBFS; what is below is digital silence or dither.
constexpr float kMinPeak = 1e-4f;
// Boersma's bias towards higher pitches when candidates are kept: of two equal peaks an octave apart
// the higher one is meant.
constexpr float kOctaveCost = 0.01f;

float Rank(const PitchCandidate& candidate) {
  return candidate.strength - kOctaveCost * std::log2(kPitchFloorHz / candidate.frequency_hz);
}

}  // namespace

PitchAnalyzer::PitchAnalyzer() {
  for (int i = 0; i < kPitchFrameSamples; ++i) {
    const double phase = 2 * std::numbers::pi * (i + 0.5) / kPitchFrameSamples;
    window_[static_cast<size_t>(i)] = static_cast<float>(0.5 - 0.5 * std::cos(phase));
  }
  samples_.fill(0);
  std::ranges::copy(window_, samples_.begin());
  Correlate();
  const float energy = correlation_[0];
  for (size_t lag = 0; lag < kLags; ++lag) window_correlation_[lag] = correlation_[lag] / energy;
}

// Eight samples at a time against all lags: the sums stay in registers longer, and no order of
// additions is changed, so compilers vectorise it without leave to reassociate.
void PitchAnalyzer::Correlate() {
  correlation_.fill(0);
  static_assert(kPitchFrameSamples % 8 == 0);
  for (size_t n = 0; n < kPitchFrameSamples; n += 8) {
    const float* x = samples_.data() + n;
    const std::array<float, 8> a = {x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]};
    for (size_t lag = 0; lag + 8 <= kLags; ++lag) {
      const float* y = x + lag;
      correlation_[lag] += a[0] * y[0] + a[1] * y[1] + a[2] * y[2] + a[3] * y[3] + a[4] * y[4] +
                           a[5] * y[5] + a[6] * y[6] + a[7] * y[7];
    }
  }
}

PitchFrame PitchAnalyzer::Analyze(std::span<const float> frame) {
  PitchFrame result;
  double sum = 0;
  for (const float sample : frame) sum += sample;
  const float mean = static_cast<float>(sum / kPitchFrameSamples);
  for (size_t i = 0; i < kPitchFrameSamples; ++i) {
    const float centred = frame[i] - mean;
    result.peak = std::max(result.peak, std::abs(centred));
    samples_[i] = centred * window_[i];
  }
  if (!(result.peak > kMinPeak)) return result;
  Correlate();
  const float energy = correlation_[0];
  if (!(energy > 0)) return result;
  std::array<float, kMaxLag + 2> r;
  for (size_t lag = kMinLag - 1; lag < r.size(); ++lag) {
    r[lag] = correlation_[lag] / (energy * window_correlation_[lag]);
  }

  auto& kept = result.candidates;
  for (int lag = kMinLag; lag <= kMaxLag; ++lag) {
    const auto at = static_cast<size_t>(lag);
    const float left = r[at - 1], here = r[at], right = r[at + 1];
    if (here < kMinStrength || here <= left || here < right) continue;
    const float curve = left - 2 * here + right;
    const float shift = curve < 0 ? 0.5f * (left - right) / curve : 0;
    const float strength = here - 0.25f * (left - right) * shift;
    const float frequency = kPitchSampleRateHz / (static_cast<float>(lag) + shift);
    if (frequency < kPitchFloorHz || frequency > kPitchCeilingHz) continue;
    // Above 1 it is an artefact of dividing small numbers; Boersma mirrors it.
    const PitchCandidate found{frequency, strength > 1 ? 1 / strength : strength};
    if (result.num_candidates < kept.size()) {
      kept[result.num_candidates++] = found;
    } else {
      auto weakest = std::ranges::min_element(kept, {}, Rank);
      if (Rank(found) > Rank(*weakest)) *weakest = found;
    }
  }
  return result;
}

}  // namespace vivavoce::hearing
