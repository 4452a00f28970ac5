// The pitch tracker against tones whose pitch is known and against Praat (tests/data/praat).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "hearing/pitch_path.h"
#include "hearing/testing/made_voices.h"
#include "hearing/testing/real_models.h"
#include "hearing/voice_frames.h"

namespace vivavoce::hearing::pitch_test {
namespace {

using testing::Buzz;
using testing::Joined;
using testing::Noise;
using testing::Silence;

std::vector<PitchPoint> Track(const std::vector<float>& samples) {
  auto frames = VoiceFrames::Create();
  EXPECT_TRUE(frames);
  frames->Push(samples);
  frames->Push(std::vector<float>(1600));
  return FindPitchPath(frames->ReadPitch(0, frames->end()));
}

double Median(std::vector<double> values) {
  if (values.empty()) return NAN;
  std::ranges::sort(values);
  return values[values.size() / 2];
}

class PitchOfTones : public ::testing::TestWithParam<double> {};

TEST_P(PitchOfTones, IsWithinHalfAPercent) {
  const double f0 = GetParam();
  const auto path = Track(Joined({Silence(0.3), Buzz(1, [&](double) { return f0; }), Silence(0.3)}));
  std::vector<double> found;
  for (size_t i = 40; i < 120; ++i) {
    ASSERT_GT(path[i].f0_hz, 0) << "frame " << i;
    found.push_back(path[i].f0_hz);
  }
  EXPECT_NEAR(Median(found) / f0, 1, 0.005);
  EXPECT_NEAR(*std::ranges::max_element(found) / f0, 1, 0.01) << "an octave error";
  EXPECT_NEAR(*std::ranges::min_element(found) / f0, 1, 0.01) << "an octave error";
}
INSTANTIATE_TEST_SUITE_P(Voices, PitchOfTones,
                         ::testing::Values(80.0, 100.0, 123.4, 180.0, 250.0, 330.0, 450.0, 580.0));

TEST(PitchTest, AGlideIsFollowed) {
  const auto path = Track(Buzz(2, [](double t) { return 120 * std::exp2(t / 2); }));
  for (size_t i = 5; i < 195; ++i) {
    const double truth = 120 * std::exp2((static_cast<double>(i) + 0.5) * 0.01 / 2);
    ASSERT_NEAR(path[i].f0_hz / truth, 1, 0.01) << "frame " << i;
  }
}

TEST(PitchTest, NoiseAndSilenceHaveNone) {
  const auto path = Track(Joined({Noise(1, 0.1), Silence(1)}));
  const auto voiced = std::ranges::count_if(path, [](const PitchPoint& p) { return p.f0_hz > 0; });
  EXPECT_LT(voiced, 10);
}

TEST(PitchTest, ItIsTheSameWhateverThePiecesAndAConstantOffset) {
  std::vector<float> samples = Buzz(0.5, [](double) { return 150.0; });
  const auto whole = Track(samples);
  auto frames = VoiceFrames::Create();
  for (size_t i = 0; i < samples.size(); i += 77) {
    frames->Push(std::span(samples).subspan(i, std::min<size_t>(77, samples.size() - i)));
  }
  frames->Push(std::vector<float>(1600));
  const auto pieces = FindPitchPath(frames->ReadPitch(0, frames->end()));
  ASSERT_EQ(pieces.size(), whole.size());
  for (size_t i = 0; i < whole.size(); ++i) EXPECT_FLOAT_EQ(pieces[i].f0_hz, whole[i].f0_hz);
  for (float& sample : samples) sample += 0.3f;
  const auto offset = Track(samples);
  EXPECT_NEAR(offset[25].f0_hz, whole[25].f0_hz, 0.5);
}

TEST(PitchTest, SamplesThatAreNoNumbersAreSilence) {
  std::vector<float> samples = Buzz(0.3, [](double) { return 200.0; });
  samples[1000] = NAN;
  samples[2000] = INFINITY;
  for (const PitchPoint& point : Track(samples)) EXPECT_TRUE(std::isfinite(point.f0_hz));
}

// file -> (time in s, Hz or 0 for unvoiced)
std::map<std::string, std::vector<std::pair<double, double>>> ReadPraat() {
  std::map<std::string, std::vector<std::pair<double, double>>> clips;
  std::ifstream in(std::string(VV_SOURCE_DIR) + "/tests/data/praat/pitch.tsv");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) continue;
    std::istringstream row(line);
    std::string file;
    double time = 0, hz = 0;
    if (row >> file >> time >> hz) clips[file].emplace_back(time, hz);
  }
  return clips;
}

TEST(PitchTest, RealSpeechAgreesWithPraat) {
  const auto praat = ReadPraat();
  const auto clips = testing::ReadSpeechClips(VV_SOURCE_DIR);
  ASSERT_GE(clips.size(), 5u);
  std::vector<double> errors;
  size_t gross = 0, voicing = 0, frames = 0;
  for (const auto& clip : clips) {
    ASSERT_TRUE(praat.contains(clip.file)) << clip.file;
    const auto path = Track(clip.samples);
    for (const auto& [time, hz] : praat.at(clip.file)) {
      // Praat centres its frames elsewhere: between two of ours.
      const double at = time / 0.01 - 0.5;
      const auto left = static_cast<size_t>(std::max(at, 0.0));
      if (left + 1 >= path.size()) continue;
      const double a = path[left].f0_hz, b = path[left + 1].f0_hz;
      const double share = at - static_cast<double>(left);
      const double own = a > 0 && b > 0 ? a + share * (b - a) : (share < 0.5 ? a : b);
      ++frames;
      voicing += (own > 0) != (hz > 0);
      if (own <= 0 || hz <= 0) continue;
      errors.push_back(std::abs(own / hz - 1));
      gross += errors.back() > 0.2;
    }
  }
  ASSERT_GT(errors.size(), 1000u);
  const double gross_share = static_cast<double>(gross) / static_cast<double>(errors.size());
  const double voicing_share = static_cast<double>(voicing) / static_cast<double>(frames);
  std::printf("F0 against Praat: %zu voiced frames, median error %.2f %%, gross %.2f %%, voicing "
              "differs in %.1f %%\n",
              errors.size(), 100 * Median(errors), 100 * gross_share, 100 * voicing_share);
  EXPECT_LT(Median(errors), 0.01);
  EXPECT_LT(gross_share, 0.05);
  EXPECT_LT(voicing_share, 0.08);
}

}  // namespace
}  // namespace vivavoce::hearing::pitch_test
