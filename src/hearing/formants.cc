#include "hearing/formants.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "audio/linear_prediction.h"

namespace vivavoce::hearing {
namespace {

constexpr double kLowestHz = 150, kHighestHz = 5400, kWidestHz = 700;
constexpr double kMaleThirdHz = 2511, kMaleFourthHz = 3536;
// In running speech these medians lie higher than in the middle of spoken vowels: by about 5.5 % on
// the adults of docs/hearing.md, men and women alike.
constexpr double kRunningSpeech = 1.055;
constexpr size_t kMinFrames = 15;
constexpr double kRegularization = 1e-6;  // of the power: keeps silence solvable

using Polynomial = std::array<double, kFormantOrder + 1>;  // 1 + a1 z^-1 + ...

std::optional<Polynomial> Predict(const BandCorrelation& correlation) {
  Polynomial r;
  std::ranges::copy(correlation, r.begin());
  r[0] *= 1 + kRegularization;
  return audio::PredictLinearly<kFormantOrder>(r);
}

// All roots at once: E. Durand (1960), I. Kerner (1966).
std::array<std::complex<double>, kFormantOrder> Roots(const Polynomial& a) {
  constexpr int kMaxRounds = 60;
  constexpr double kClose = 1e-7;
  std::array<std::complex<double>, kFormantOrder> roots;
  for (size_t i = 0; i < kFormantOrder; ++i) {
    // Around the circle inside of which stable roots lie, off the real axis.
    roots[i] = std::polar(0.9, (2.0 * static_cast<double>(i) + 0.5) * std::numbers::pi /
                                   static_cast<double>(kFormantOrder));
  }
  for (int round = 0; round < kMaxRounds; ++round) {
    double moved = 0;
    for (size_t i = 0; i < kFormantOrder; ++i) {
      std::complex<double> value = 1, others = 1;
      for (size_t k = 1; k <= kFormantOrder; ++k) value = value * roots[i] + a[k];
      for (size_t j = 0; j < kFormantOrder; ++j) {
        if (j != i) others *= roots[i] - roots[j];
      }
      const std::complex<double> step = value / others;
      if (!std::isfinite(step.real()) || !std::isfinite(step.imag())) return roots;
      roots[i] -= step;
      moved = std::max(moved, std::norm(step));
    }
    if (moved < kClose * kClose) break;
  }
  return roots;
}

double Median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

FormantBand::FormantBand(float bin_hz)
    : band_bins_(static_cast<size_t>(kFormantBandHz / bin_hz + 0.5f) + 1) {
  const auto last = static_cast<double>(band_bins_ - 1);
  for (size_t lag = 0; lag <= kFormantOrder; ++lag) {
    for (size_t bin = 0; bin < band_bins_; ++bin) {
      const bool edge = bin == 0 || bin + 1 == band_bins_;
      const double angle =
          std::numbers::pi * static_cast<double>(lag) * static_cast<double>(bin) / last;
      cosines_.push_back(static_cast<float>(std::cos(angle) * (edge ? 0.5 : 1)));
    }
  }
}

BandCorrelation FormantBand::Correlate(std::span<const float> power) const {
  BandCorrelation correlation;
  for (size_t lag = 0; lag <= kFormantOrder; ++lag) {
    const float* cosine = cosines_.data() + lag * band_bins_;
    double sum = 0;
    for (size_t bin = 0; bin < band_bins_; ++bin) sum += cosine[bin] * power[bin];
    correlation[lag] = static_cast<float>(sum);
  }
  return correlation;
}

std::vector<float> FindFormants(const BandCorrelation& correlation) {
  std::vector<float> found;
  const std::optional<Polynomial> predicted = Predict(correlation);
  if (!predicted) return found;
  for (const auto& root : Roots(*predicted)) {
    if (root.imag() <= 0) continue;
    const double hz = std::arg(root) / std::numbers::pi * kFormantBandHz;
    const double width = -std::log(std::abs(root)) / std::numbers::pi * 2 * kFormantBandHz;
    if (hz > kLowestHz && hz < kHighestHz && width < kWidestHz) {
      found.push_back(static_cast<float>(hz));
    }
  }
  std::ranges::sort(found);
  return found;
}

std::optional<double> TractScale(std::span<const BandCorrelation> voiced_frames) {
  std::vector<float> third, fourth;
  for (const BandCorrelation& frame : voiced_frames) {
    const std::vector<float> formants = FindFormants(frame);
    if (formants.size() < 4) continue;
    third.push_back(formants[2]);
    fourth.push_back(formants[3]);
  }
  if (third.size() < kMinFrames) return std::nullopt;
  return std::sqrt(Median(third) / kMaleThirdHz * Median(fourth) / kMaleFourthHz) / kRunningSpeech;
}

}  // namespace vivavoce::hearing
