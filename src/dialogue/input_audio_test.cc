#include "dialogue/input_audio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "audio/testing/babble.h"
#include "audio/testing/recorded_speech.h"
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

// A detector that hears every sound as a voice, and what was told of it.
class Loudspeaker {
 public:
  InputAudio input{[](std::span<const float> window) -> Result<float> {
                     float power = 0;
                     for (const float sample : window) power += sample * sample;
                     return power > 512 * 1e-6f ? 1.f : 0.f;
                   },
                   [this](const AudioFrame& frame) { frames.push_back(frame); }};
  std::vector<AudioFrame> frames;

  // The first `count` samples of 16 kHz, 20 ms at a time, sent 100 ms ahead.
  void Talk(const std::vector<float>& played, const std::vector<float>& heard) {
    for (size_t at = 0; at + 320 <= heard.size(); at += 320) {
      if (at % 1600 == 0 && at < played.size()) {
        input.Played(std::span(played).subspan(at, std::min<size_t>(1600, played.size() - at)),
                     kRateHz);
      }
      ASSERT_TRUE(input.Append(std::span(heard).subspan(at, 320), kRateHz));
    }
  }
  int64_t VoicedMs(int64_t from_ms, int64_t to_ms) const {
    int64_t sum = 0;
    for (const AudioFrame& frame : frames) {
      const bool inside = frame.a_begin_ms >= from_ms && frame.a_end_ms <= to_ms;
      if (inside && frame.voiced) sum += frame.a_end_ms - frame.a_begin_ms;
    }
    return sum;
  }
};

TEST(InputAudioTest, OurOwnVoiceIsNoVoiceFromItsBeginning) {
  const std::vector<float> played = audio::Babble(6, 1);
  Loudspeaker on, off;
  off.input.set_echo_cancellation(false);
  const auto heard = audio::InRoom(played, 2400, -10);
  on.Talk(played, heard);
  off.Talk(played, heard);
  EXPECT_GT(off.VoicedMs(0, 6000), 4000);
  EXPECT_LT(on.VoicedMs(0, 6000), 400);
  EXPECT_LT(on.VoicedMs(0, 1000), 100);
  // Nothing is lost on the way.
  EXPECT_GE(on.frames.back().a_end_ms, off.frames.back().a_end_ms - 400);
}

TEST(InputAudioTest, AUserWithHeadphonesIsHeardOverUs) {
  const std::vector<float> played = audio::RecordedSpeech("librispeech-7902-96591-0001");
  const std::vector<float> user = audio::RecordedSpeech("jfk");
  Loudspeaker with, without;
  with.Talk(played, user);
  without.Talk({}, user);
  EXPECT_GT(static_cast<double>(with.VoicedMs(0, 6000)),
            0.95 * static_cast<double>(without.VoicedMs(0, 6000)));
  EXPECT_EQ(with.frames.size(), without.frames.size());
  for (size_t i = 1; i < with.frames.size(); ++i) {
    EXPECT_EQ(with.frames[i].a_begin_ms, with.frames[i - 1].a_end_ms);
  }
}

}  // namespace
}  // namespace vivavoce::dialogue::input_audio_test
