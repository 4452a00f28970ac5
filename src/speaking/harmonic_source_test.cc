#include "speaking/harmonic_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace vivavoce::speaking::harmonic_source_test {
namespace {

using std::numbers::pi;

HarmonicSource Source() {
  return HarmonicSource({-0.08f, -0.18f, -0.18f, 0.1f, 0.05f, 0.03f, 0.02f, 0.02f, 0.01f}, -0.03f);
}

double Amplitude(std::span<const float> signal, double hz) {
  std::complex<double> sum;
  for (size_t n = 0; n < signal.size(); ++n) {
    sum += static_cast<double>(signal[n]) * std::polar(1.0, -2 * pi * hz * n / 24000.0);
  }
  return 2 * std::abs(sum) / static_cast<double>(signal.size());
}

TEST(HarmonicSourceTest, SteadyPitchGivesItsHarmonicsWithTheirWeights) {
  const auto signal = Source().Signal(std::vector<float>(82, 200.0f));
  const std::span inside(signal.data() + 300, 24000);  // one second: whole periods
  EXPECT_NEAR(Amplitude(inside, 200), 0.1 * 0.08, 2e-4);
  EXPECT_NEAR(Amplitude(inside, 400), 0.1 * 0.18, 2e-4);
  EXPECT_NEAR(Amplitude(inside, 600), 0.1 * 0.18, 2e-4);
  EXPECT_LT(Amplitude(inside, 300), 1e-4);
  EXPECT_LT(Amplitude(inside, 2000), 1e-4);  // there is no tenth
}

TEST(HarmonicSourceTest, UnvoicedSpansAreConstant) {
  std::vector<float> f0(20, 150.0f);
  std::fill(f0.begin() + 5, f0.begin() + 10, 0.0f);
  const auto signal = Source().Signal(f0);
  for (size_t n = 5 * 300; n < 10 * 300; ++n) EXPECT_FLOAT_EQ(signal[n], std::tanh(-0.03f));
}

TEST(HarmonicSourceTest, PitchChangesDoNotBreakThePhase) {
  std::vector<float> f0;
  for (int i = 0; i < 40; ++i) f0.push_back(i < 20 ? 100.0f : 300.0f);
  const auto signal = Source().Signal(f0);
  for (size_t n = 1; n < signal.size(); ++n) {
    EXPECT_LT(std::abs(signal[n] - signal[n - 1]), 0.02f) << n;
  }
}

TEST(HarmonicSourceTest, TheSpectrumIsTheWindowedTransformOfTheSignal) {
  const HarmonicSource source = Source();
  const std::vector<float> f0(4, 180.0f);
  const auto signal = source.Signal(f0);
  const size_t frames = HarmonicSource::Frames(f0.size());
  ASSERT_EQ(frames, 241u);
  std::vector<float> spectrum(22 * frames);
  source.Spectrum(f0, spectrum);
  for (const size_t frame : {2u, 100u, 238u}) {
    for (int bin = 0; bin < 11; ++bin) {
      std::complex<double> expected;
      for (int i = 0; i < 20; ++i) {
        const double window = 0.5 - 0.5 * std::cos(2 * pi * i / 20);
        expected += window * signal[frame * 5 + i - 10] * std::polar(1.0, -2 * pi * bin * i / 20);
      }
      const auto actual =
          std::polar<double>(spectrum[bin * frames + frame], spectrum[(11 + bin) * frames + frame]);
      EXPECT_NEAR(std::abs(actual - expected), 0, 1e-5) << frame << " " << bin;
    }
  }
}

TEST(HarmonicSourceTest, NegativeRealBinsHavePhasePlusPi) {
  const std::vector<float> f0(4, 0.0f);  // constant below zero: DC is negative
  const size_t frames = HarmonicSource::Frames(f0.size());
  std::vector<float> spectrum(22 * frames);
  Source().Spectrum(f0, spectrum);
  for (size_t frame = 0; frame < frames; ++frame) {
    EXPECT_FLOAT_EQ(spectrum[11 * frames + frame], std::numbers::pi_v<float>);
  }
}

TEST(HarmonicSourceTest, AMissingOrBrokenTableIsAnError) {
  EXPECT_EQ(HarmonicSource::Load("no/such.json").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace vivavoce::speaking::harmonic_source_test
