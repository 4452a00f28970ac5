// Vowels whose resonances are known exactly, through the whole chain from sound to tract.
#include "hearing/formants.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "hearing/voice_spectra.h"

namespace vivavoce::hearing::formants_test {
namespace {

// A pulse train through resonators of 90 Hz at the odd quarter wavelengths of a tube, stretched.
std::vector<float> Vowel(double f0_hz, double stretch) {
  constexpr double kRate = 16000;
  std::vector<float> samples(16000);
  for (double at = 0; at < kRate; at += kRate / f0_hz) samples[static_cast<size_t>(at)] = 1;
  for (const double hz : {500.0, 1500.0, 2511.0, 3536.0, 4500.0}) {
    const double radius = std::exp(-std::numbers::pi * 90 / kRate);
    const double angle = 2 * std::numbers::pi * hz * stretch / kRate;
    double y1 = 0, y2 = 0;
    for (float& sample : samples) {
      const double y = sample + 2 * radius * std::cos(angle) * y1 - radius * radius * y2;
      y2 = y1;
      y1 = y;
      sample = static_cast<float>(y * (1 - radius));
    }
  }
  return samples;
}

std::vector<BandCorrelation> Frames(const std::vector<float>& samples) {
  VoiceSpectra spectra(0);
  spectra.Push(samples);
  int64_t first = 0;
  std::vector<BandCorrelation> frames;
  for (const VoiceSpectrum& spectrum : spectra.Read(0, 100, first)) {
    frames.push_back(spectrum.correlation);
  }
  return frames;
}

TEST(FormantsTest, FindsTheResonancesOfAVowel) {
  const auto frames = Frames(Vowel(110, 1));
  const std::vector<float> formants = FindFormants(frames[50]);
  ASSERT_GE(formants.size(), 4u);
  // The first follows the nearest harmonic; nobody uses it.
  EXPECT_NEAR(formants[1], 1500, 60);
  EXPECT_NEAR(formants[2], 2511, 100);
  EXPECT_NEAR(formants[3], 3536, 140);
}

TEST(FormantsTest, TheTractFollowsTheStretchAndNotThePitch) {
  const double man = TractScale(Frames(Vowel(110, 1))).value();
  const double high = TractScale(Frames(Vowel(170, 1))).value();
  const double woman = TractScale(Frames(Vowel(200, 1.15))).value();
  EXPECT_NEAR(man, 1 / 1.055, 0.04);
  EXPECT_NEAR(high / man, 1, 0.04);
  EXPECT_NEAR(woman / man, 1.15, 0.05);
}

TEST(FormantsTest, SilenceHasNoneAndAFewFramesTellNothing) {
  EXPECT_TRUE(FindFormants(BandCorrelation{}).empty());
  const auto frames = Frames(Vowel(110, 1));
  EXPECT_FALSE(TractScale(std::span(frames).first(10)));
}

}  // namespace
}  // namespace vivavoce::hearing::formants_test
