// The excitation of Kokoro's generator: nine harmonics of F0, mixed to one signal, as a short-time
// spectrum (the NSF source of ISTFTNet; see the export's m_source nodes).
// Phase is summed in double precision; the export sums it in float32, so waveforms drift apart
// slowly while spectra stay the same. Thread safety: immutable.
#pragma once

#include <array>
#include <filesystem>
#include <span>
#include <vector>

#include "base/error.h"

namespace vivavoce::speaking {

class HarmonicSource {
 public:
  static constexpr int kHarmonics = 9;
  static constexpr int kSamplesPerF0 = 300;  // F0 at 80 Hz, signal at 24 kHz
  static constexpr int kWindow = 20, kHop = 5;
  static constexpr int kBins = kWindow / 2 + 1;

  HarmonicSource(std::array<float, kHarmonics> weights, float bias)
      : weights_(weights), bias_(bias) {}
  // Reads source.json of PrepareKokoro().
  static Result<HarmonicSource> Load(const std::filesystem::path& file);

  // Frames of the spectrum for this many values of F0.
  static size_t Frames(size_t f0_count) { return f0_count * kSamplesPerF0 / kHop + 1; }

  // The signal, f0.size() * 300 samples. F0 in Hz; 10 and below is unvoiced.
  std::vector<float> Signal(std::span<const float> f0) const;
  // [22, Frames(f0.size())] row-major: 11 magnitudes, then 11 phases in (-pi, pi].
  // `spectrum` has that size.
  void Spectrum(std::span<const float> f0, std::span<float> spectrum) const;

 private:
  std::array<float, kHarmonics> weights_;
  float bias_;
};

}  // namespace vivavoce::speaking
