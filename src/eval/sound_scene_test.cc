#include "eval/sound_scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "audio/loudness.h"

namespace vivavoce::eval::sound_scene_test {
namespace {

// 0.5 s of faint hiss, a tone, a dip of 60 ms in its middle, hiss again.
std::vector<float> ToneInARoom() {
  std::mt19937 random{3};
  std::vector<float> clip = MakeNoise(NoiseKind::kWhite, 2 * kSceneRateHz, random);
  Scale(clip, -60);
  for (size_t i = 8000; i < 24000; ++i) {
    const bool dip = i >= 15520 && i < 16480;
    if (!dip) clip[i] += 0.3f * std::sin(0.2f * static_cast<float>(i));
  }
  return clip;
}

TEST(SoundSceneTest, TheVoicedSpanIsWhereTheSoundIs) {
  EXPECT_EQ(VoicedSpan(ToneInARoom()), (SoundSpan{8000, 24000}));
  EXPECT_EQ(VoicedSpan(std::vector<float>(1600)), (SoundSpan{0, 1600}));
}

TEST(SoundSceneTest, SpeechLevelIsThatOfTheVoicedFrames) {
  const auto clip = AtSpeechLevel(ToneInARoom());
  EXPECT_NEAR(VoicedDbfs(clip), -26, 0.1);
  EXPECT_LT(audio::RmsDbfs(clip), -27);  // the silence around it does not count
}

TEST(SoundSceneTest, AGapIsFoundNearWhereItShouldBeAndOnlyThere) {
  const auto clip = ToneInARoom();
  EXPECT_NEAR(static_cast<double>(GapNear(clip, 15000)), 16000, 480);
  EXPECT_EQ(GapNear(clip, 12000), -1);
}

TEST(SoundSceneTest, RoomToneIsAsLoudAsTheQuietestOfTheClip) {
  std::mt19937 random{1};
  const auto tone = RoomTone(ToneInARoom(), 16000, random);
  ASSERT_EQ(tone.size(), 16000u);
  EXPECT_NEAR(audio::RmsDbfs(tone), -60, 2);
  // Where the clip has no room of its own there still is one.
  EXPECT_NEAR(audio::RmsDbfs(RoomTone(std::vector<float>(16000), 16000, random)), -68, 1);
  EXPECT_NEAR(audio::RmsDbfs(RoomTone({}, 16000, random)), -68, 1);
}

TEST(SoundSceneTest, NoisesHaveUnitPowerAndTheirColour) {
  std::mt19937 random{1};
  for (const NoiseKind kind : {NoiseKind::kWhite, NoiseKind::kPink, NoiseKind::kCar}) {
    EXPECT_NEAR(audio::RmsDbfs(MakeNoise(kind, 32000, random)), 0, 0.01);
  }
  // The difference of neighbours is large for white noise and small for low noise.
  const auto roughness = [&](NoiseKind kind) {
    const auto noise = MakeNoise(kind, 32000, random);
    double sum = 0;
    for (size_t i = 1; i < noise.size(); ++i) sum += std::pow(noise[i] - noise[i - 1], 2);
    return sum / static_cast<double>(noise.size());
  };
  EXPECT_GT(roughness(NoiseKind::kWhite), 3 * roughness(NoiseKind::kPink));
  EXPECT_GT(roughness(NoiseKind::kPink), 3 * roughness(NoiseKind::kCar));
}

TEST(SoundSceneTest, CoughsAndKnocksAreShort) {
  std::mt19937 random{1};
  for (int i = 0; i < 20; ++i) {
    EXPECT_LT(MakeCough(random).size(), 2u * kSceneRateHz);
    EXPECT_LT(MakeKnocks(random).size(), 2u * kSceneRateHz);
  }
}

TEST(SoundSceneTest, MixingStaysInside) {
  std::vector<float> sound(4, 1.0f);
  MixInto(sound, std::vector<float>{1, 2, 3}, 2);
  EXPECT_EQ(sound, (std::vector<float>{1, 1, 2, 3}));
  MixInto(sound, std::vector<float>{1}, 9);
  EXPECT_EQ(sound.size(), 4u);
}

}  // namespace
}  // namespace vivavoce::eval::sound_scene_test
