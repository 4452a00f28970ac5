#include "dialogue/input_audio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "hearing/voice_activity_detector.h"

namespace vivavoce::dialogue::input_audio_test {
namespace {

constexpr int kRateHz = hearing::kHearingSampleRateHz;

std::vector<float> Noise(double seconds) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 0.01f);
  std::vector<float> samples(static_cast<size_t>(seconds * kRateHz));
  for (float& sample : samples) sample = normal(random);
  return samples;
}

// Collects what the detector is given.
class Ear {
 public:
  InputAudio input{[this](std::span<const float> window) -> Result<float> {
                     heard_.insert(heard_.end(), window.begin(), window.end());
                     return 0.f;
                   },
                   [this](const AudioFrame& frame) { end_ms_ = frame.a_end_ms; }};

  double LastSecondDb() const {
    double power = 0;
    for (size_t i = heard_.size() - kRateHz; i < heard_.size(); ++i) power += heard_[i] * heard_[i];
    return 10 * std::log10(power / kRateHz);
  }
  size_t heard() const { return heard_.size(); }
  int64_t end_ms() const { return end_ms_; }

 private:
  std::vector<float> heard_;
  int64_t end_ms_ = 0;
};

TEST(InputAudioTest, NoiseIsTakenOutBeforeAnythingHears) {
  Ear plain, near, far;
  near.input.set_noise_reduction(NoiseReduction::kNearField);
  far.input.set_noise_reduction(NoiseReduction::kFarField);
  for (Ear* ear : {&plain, &near, &far}) ASSERT_TRUE(ear->input.Append(Noise(4), kRateHz));
  EXPECT_LT(near.LastSecondDb(), plain.LastSecondDb() - 8);
  EXPECT_LT(far.LastSecondDb(), plain.LastSecondDb() - 8);
}

TEST(InputAudioTest, ReductionCanBeTurnedOnAndOffWhileSoundComes) {
  Ear ear;
  ASSERT_TRUE(ear.input.Append(Noise(2), kRateHz));
  const double before = ear.LastSecondDb();
  ear.input.set_noise_reduction(NoiseReduction::kNearField);
  ASSERT_TRUE(ear.input.Append(Noise(3), kRateHz));
  EXPECT_LT(ear.LastSecondDb(), before - 8);
  ear.input.set_noise_reduction(NoiseReduction::kNone);
  ASSERT_TRUE(ear.input.Append(Noise(2), kRateHz));
  EXPECT_NEAR(ear.LastSecondDb(), before, 0.5);
  // At most a window and what the reducer held is missing.
  EXPECT_GE(ear.end_ms(), 7000 - 32 - 20);
}

TEST(InputAudioTest, ReductionWorksBehindAnyRate) {
  Ear plain, near;
  near.input.set_noise_reduction(NoiseReduction::kNearField);
  for (Ear* ear : {&plain, &near}) ASSERT_TRUE(ear->input.Append(Noise(6), 24000));
  EXPECT_NEAR(static_cast<double>(near.heard()), 4.0 * kRateHz, 0.1 * kRateHz);
  EXPECT_LT(near.LastSecondDb(), plain.LastSecondDb() - 8);
}

}  // namespace
}  // namespace vivavoce::dialogue::input_audio_test
