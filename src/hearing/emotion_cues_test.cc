// The voice alone: published directions of the cues, and what a stranger's voice may not say.
#include "hearing/emotion_cues.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "hearing/emotion.h"

namespace vivavoce::hearing::emotion_cues_test {
namespace {

using C = EmotionCategory;

C Likeliest(const EmotionCues& cues) {
  const EmotionOdds odds = FitEmotions(cues);
  return static_cast<C>(std::ranges::max_element(odds) - odds.begin());
}

TEST(EmotionCuesTest, MarkedCuesFitTheirMood) {
  EXPECT_EQ(Likeliest({.pitch = 0, .range = 0, .brightness = 0, .rate = 0}), C::kNeutral);
  EXPECT_EQ(Likeliest({.pitch = 2, .range = 2, .brightness = 0.5, .clearness = 1, .rate = 0.5}),
            C::kHappy);
  EXPECT_EQ(Likeliest({.pitch = 1, .range = 1, .level = 2, .brightness = 2, .clearness = -1}),
            C::kAngry);
  EXPECT_EQ(Likeliest({.pitch = -1, .range = -2, .level = -2, .brightness = -2, .rate = -1.5}),
            C::kSad);
  EXPECT_EQ(Likeliest({.pitch = 2.5, .range = -1.5, .brightness = 0.5, .rate = 1.5}), C::kAnxious);
}

TEST(EmotionCuesTest, OddsAddUpAndNoCuesGiveNone) {
  const EmotionOdds odds = FitEmotions({.pitch = 1.3, .rate = -0.4});
  EXPECT_NEAR(std::accumulate(odds.begin(), odds.end(), 0.0), 1, 1e-9);
  EXPECT_EQ(odds[static_cast<size_t>(C::kTired)], 0);
  EXPECT_EQ(FitEmotions({.range = 2.0}), EmotionOdds{}) << "no pitch, no voice";
}

Perception Stranger(double f0_hz) {
  Perception heard;
  heard.measures.active_seconds = 2;
  heard.measures.voiced_ratio = 0.7;
  heard.measures.f0_hz = f0_hz;
  heard.measures.f0_range_st = 8.5;
  heard.measures.hnr_db = 11;
  heard.measures.alpha_ratio_db = 9;
  return heard;
}

TEST(EmotionCuesTest, AStrangersPitchIsHighOrLowForAnybodyOrNotAtAll) {
  EXPECT_EQ(FindEmotionCues(Stranger(119)).pitch, 0);
  EXPECT_EQ(FindEmotionCues(Stranger(165)).pitch, 0);
  EXPECT_EQ(FindEmotionCues(Stranger(210)).pitch, 0);
  EXPECT_GT(FindEmotionCues(Stranger(320)).pitch.value(), 1);
  EXPECT_LT(FindEmotionCues(Stranger(85)).pitch.value(), -1);
  EXPECT_FALSE(FindEmotionCues(Stranger(200)).level) << "microphones differ";
}

TEST(EmotionCuesTest, WhoseVoiceItIsSharpensThePitch) {
  Perception man = Stranger(200);
  man.speaker = SpeakerTraits{.gender = VoiceGender::kMale, .gender_confidence = 0.9f};
  EXPECT_GT(FindEmotionCues(man).pitch.value(), 1.5);
  Perception child = Stranger(260);
  child.speaker = SpeakerTraits{.age = AgeBand::kChild, .age_confidence = 0.9f};
  EXPECT_NEAR(FindEmotionCues(child).pitch.value(), 0, 0.2);
}

TEST(EmotionCuesTest, AKnownVoiceIsMeasuredAgainstItself) {
  Perception heard = Stranger(320);
  heard.deviation.pitch = 0;
  heard.deviation.pitch_range = 0;
  heard.deviation.level = -2;
  heard.deviation.utterances = 5;
  const EmotionCues cues = FindEmotionCues(heard);
  EXPECT_EQ(cues.pitch, 0) << "320 Hz is this voice";
  EXPECT_LT(cues.level.value(), -1);
  EXPECT_LT(Arousal(cues), -0.2);
}

TEST(EmotionCuesTest, AStrangersExcitedVoiceLeansAndMovesTheValenceButIsNotSureEnoughToTell) {
  Perception heard = Stranger(420);
  heard.measures.f0_range_st = 13;
  heard.measures.alpha_ratio_db = 6;
  const Emotion emotion = GuessEmotion(heard, "the train leaves at nine");
  EXPECT_EQ(emotion.leaning, C::kHappy);
  EXPECT_GT(emotion.leaning_confidence, 0.5f);
  EXPECT_GT(emotion.valence, 0.1f);
  EXPECT_GT(emotion.arousal, 0.6f);
  EXPECT_LT(emotion.confidence, 0.5f);
}

TEST(EmotionCuesTest, WordsWeighMoreThanTheVoice) {
  Perception heard = Stranger(300);
  heard.measures.alpha_ratio_db = 4;
  EXPECT_EQ(GuessEmotion(heard, "I am so angry with you").leaning, C::kAngry);
  EXPECT_EQ(GuessEmotion(heard, "我太开心了").leaning, C::kHappy);
}

}  // namespace
}  // namespace vivavoce::hearing::emotion_cues_test
