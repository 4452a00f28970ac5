#include "hearing/voice_frames.h"

#include <gtest/gtest.h>

#include "hearing/testing/made_voices.h"

namespace vivavoce::hearing::voice_frames_test {
namespace {

// Two seconds that nobody listens to, then a voice.
std::vector<float> LateVoice() {
  return testing::Joined({testing::Noise(2.0, 0.02, 1),
                          testing::Buzz(1.0, [](double t) { return 150 + 40 * t; }),
                          testing::Silence(0.1)});
}

TEST(VoiceFramesTest, WhatFollowsASkipIsHeardAsIfNothingHadBeenSkipped) {
  const std::vector<float> sound = LateVoice();
  auto all = VoiceFrames::Create(), late = VoiceFrames::Create();
  ASSERT_TRUE(all && late);
  all->Push(sound);
  late->SkipTo(180);
  late->Push(std::span(sound).subspan(180 * 160));
  ASSERT_EQ(late->end(), all->end());
  EXPECT_EQ(late->begin(), 0);
  const auto expected = all->Read(200, 300), heard = late->Read(200, 300);
  const auto expected_pitch = all->ReadPitch(200, 300), pitch = late->ReadPitch(200, 300);
  ASSERT_EQ(heard.size(), 100u);
  for (size_t i = 0; i < heard.size(); ++i) {
    EXPECT_NEAR(heard[i].level_dbfs, expected[i].level_dbfs, 0.1) << i;
    EXPECT_NEAR(heard[i].low_dbfs, expected[i].low_dbfs, 0.1) << i;
    ASSERT_EQ(pitch[i].num_candidates, expected_pitch[i].num_candidates) << i;
    for (size_t c = 0; c < pitch[i].num_candidates; ++c) {
      EXPECT_NEAR(pitch[i].candidates[c].frequency_hz,
                  expected_pitch[i].candidates[c].frequency_hz, 0.5);
    }
  }
}

TEST(VoiceFramesTest, WhatIsSkippedIsSilenceAndWhatWasHeardStays) {
  auto frames = VoiceFrames::Create();
  ASSERT_TRUE(frames);
  frames->Push(testing::Buzz(0.5, [](double) { return 150; }));
  const int64_t known = frames->end();
  frames->SkipTo(100);
  EXPECT_EQ(frames->end(), 100);
  EXPECT_GT(frames->Read(20, 21)[0].level_dbfs, -60);
  for (const VoiceFrame& frame : frames->Read(known, 100)) EXPECT_EQ(frame.level_dbfs, -120);
  EXPECT_EQ(frames->ReadPitch(known, 100)[0].num_candidates, 0u);
}

TEST(VoiceFramesTest, AnHourThatIsSkippedIsForgottenLikeAnyOther) {
  auto frames = VoiceFrames::Create();
  ASSERT_TRUE(frames);
  frames->Push(testing::Silence(0.5));
  frames->SkipTo(360'000);
  EXPECT_EQ(frames->end(), 360'000);
  EXPECT_GE(frames->begin(), 360'000 - 2 * VoiceFrames::kHistorySeconds * 100);
  frames->Push(testing::Silence(0.5));
  EXPECT_GT(frames->end(), 360'040);
}

}  // namespace
}  // namespace vivavoce::hearing::voice_frames_test
