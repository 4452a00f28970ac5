// The resonances of the vocal tract in one frame of a voice, by selective linear prediction: the
// autocorrelation of the band below 5.5 kHz only, taken from the power spectrum, so that one model
// order fits men, women and children alike and nothing is resampled.
// Source   J. Makhoul, Spectral linear prediction: properties and applications, IEEE Trans. ASSP 23
//          (1975), selective linear prediction; J. Markel and A. Gray, Linear Prediction of Speech
//          (1976), formants from the roots.
// Threads  pure functions; FormantBand is a table.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace vivavoce::hearing {

inline constexpr size_t kFormantOrder = 10;  // five resonances in the band
inline constexpr float kFormantBandHz = 5500;
using BandCorrelation = std::array<float, kFormantOrder + 1>;  // lags 0 to the order

class FormantBand {
 public:
  explicit FormantBand(float bin_hz);
  // Of bins from 0 Hz, `bin_hz` apart. REQUIRES: the band is covered.
  BandCorrelation Correlate(std::span<const float> power) const;

 private:
  std::vector<float> cosines_;  // [order + 1][band_bins_]
  size_t band_bins_;
};

// Ascending, Hz; resonances wider than 700 Hz and those at the band's edges are left out.
std::vector<float> FindFormants(const BandCorrelation& correlation);

// How much higher than a man's the third and fourth formants of these frames lie: the mean of their
// medians' ratios to 2511 and 3536 Hz (J. Hillenbrand et al., Acoustic characteristics of American
// English vowels, JASA 97, 1995: men, mean of 12 vowels; there women have 1.15, children of 10 to
// 12 years 1.23). These two depend on the length of the tract more than on the vowel. nullopt when
// fewer than 15 frames have them both.
std::optional<double> TractScale(std::span<const BandCorrelation> voiced_frames);

}  // namespace vivavoce::hearing
