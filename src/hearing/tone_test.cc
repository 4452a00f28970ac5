// From measures to words: the speaker's usual way, voice quality, mood and the description.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "hearing/emotion.h"
#include "hearing/emotion_words.h"
#include "hearing/speaker_baseline.h"
#include "hearing/tone_description.h"
#include "hearing/voice_quality.h"

namespace vivavoce::hearing::tone_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

VoiceMeasures Usual() {
  VoiceMeasures m;
  m.active_seconds = 2;
  m.voiced_ratio = 0.7;
  m.f0_hz = 200;
  m.f0_range_st = 6;
  m.hnr_db = 12;
  m.level_dbfs = -25;
  m.alpha_ratio_db = 8;
  m.syllables = 10;
  m.syllables_per_second = 4.6;
  return m;
}

SpeakerBaseline Acquainted() {
  SpeakerBaseline baseline;
  for (int i = 0; i < 4; ++i) baseline.Learn(Usual());
  return baseline;
}

Perception Hear(const SpeakerBaseline& baseline, const VoiceMeasures& measures,
                std::string_view words = "") {
  Perception heard;
  heard.measures = measures;
  heard.deviation = baseline.Compare(measures);
  heard.quality = JudgeVoiceQuality(measures, heard.deviation);
  heard.emotion = GuessEmotion(heard, words);
  return heard;
}

TEST(SpeakerBaselineTest, AStrangersLevelAndPitchAreNotJudged) {
  VoiceMeasures loud = Usual();
  loud.level_dbfs = -5;
  loud.f0_hz = 400;
  const VoiceDeviation first = SpeakerBaseline().Compare(loud);
  EXPECT_FALSE(first.level);
  EXPECT_FALSE(first.pitch);
  EXPECT_TRUE(first.rate) << "people are alike in their speech rate";
}

TEST(SpeakerBaselineTest, TheUsualIsZeroAndMoreIsPositive) {
  const SpeakerBaseline baseline = Acquainted();
  const VoiceDeviation usual = baseline.Compare(Usual());
  EXPECT_NEAR(usual.level.value(), 0, 0.01);
  EXPECT_NEAR(usual.pitch.value(), 0, 0.01);
  VoiceMeasures other = Usual();
  other.level_dbfs = -17;
  other.f0_hz = 250;
  other.syllables_per_second = 3;
  other.alpha_ratio_db = 2;
  const VoiceDeviation changed = baseline.Compare(other);
  EXPECT_GT(changed.level.value(), 1.5);
  EXPECT_GT(changed.pitch.value(), 1.5);
  EXPECT_LT(changed.rate.value(), -1.2);
  EXPECT_GT(changed.brightness.value(), 1.5);
}

TEST(SpeakerBaselineTest, OneShoutDoesNotMoveTheUsual) {
  SpeakerBaseline baseline = Acquainted();
  VoiceMeasures shout = Usual();
  shout.level_dbfs = 0;
  baseline.Learn(shout);
  EXPECT_GT(baseline.Compare(Usual()).level.value(), -1.2);
}

TEST(SpeakerBaselineTest, TheUsualFollowsALastingChange) {
  SpeakerBaseline baseline = Acquainted();
  VoiceMeasures nearer = Usual();
  nearer.level_dbfs = -15;
  for (int i = 0; i < 60; ++i) baseline.Learn(nearer);
  EXPECT_NEAR(baseline.Compare(nearer).level.value(), 0, 0.3);
}

TEST(SpeakerBaselineTest, ScrapsAndUnknownsTeachNothing) {
  SpeakerBaseline baseline;
  VoiceMeasures scrap = Usual();
  scrap.active_seconds = 0.2;
  baseline.Learn(scrap);
  EXPECT_EQ(baseline.utterances(), 0);
  EXPECT_FALSE(baseline.Compare(VoiceMeasures()).rate);
}

TEST(VoiceQualityTest, WhisperingNeedsNoAcquaintance) {
  VoiceMeasures whisper = Usual();
  whisper.voiced_ratio = 0.05;
  whisper.alpha_ratio_db = -2;
  EXPECT_EQ(JudgeVoiceQuality(whisper, {}), VoiceQuality::kWhisper);
  EXPECT_EQ(JudgeVoiceQuality(Usual(), {}), VoiceQuality::kUnknown);
  whisper.active_seconds = 0.2;
  EXPECT_EQ(JudgeVoiceQuality(whisper, {}), VoiceQuality::kUnknown) << "an \"sh\" is no whisper";
}

TEST(VoiceQualityTest, BreathyTenseAndCreakyAreAgainstTheUsual) {
  EXPECT_EQ(JudgeVoiceQuality(Usual(), {.brightness = 0, .clearness = -2}), VoiceQuality::kBreathy);
  EXPECT_EQ(JudgeVoiceQuality(Usual(), {.brightness = 2, .clearness = 0}), VoiceQuality::kTense);
  EXPECT_EQ(JudgeVoiceQuality(Usual(), {.pitch = -2, .brightness = 0, .clearness = -1}),
            VoiceQuality::kCreaky);
  EXPECT_EQ(JudgeVoiceQuality(Usual(), {.brightness = 0, .clearness = 0}), VoiceQuality::kModal);
}

TEST(EmotionWordsTest, NegationTurnsGladIntoSad) {
  EXPECT_EQ(FindFeelingWords("I'm so happy today").glad, 1);
  EXPECT_EQ(FindFeelingWords("I am not happy").glad, 0);
  EXPECT_EQ(FindFeelingWords("I am not happy").sad, 1);
  EXPECT_EQ(FindFeelingWords("我今天很开心").glad, 1);
  EXPECT_EQ(FindFeelingWords("我不开心").sad, 1);
  EXPECT_EQ(FindFeelingWords("I sat in the madhouse").sad, 0) << "whole words only";
}

TEST(EmotionTest, ACalmVoiceIsNeutralAndSurerOnceItsUsualIsKnown) {
  const Emotion stranger = *Hear({}, Usual()).emotion;
  EXPECT_EQ(stranger.category, EmotionCategory::kNeutral);
  EXPECT_LT(stranger.confidence, 0.5f);
  const Emotion acquainted = *Hear(Acquainted(), Usual()).emotion;
  EXPECT_EQ(acquainted.category, EmotionCategory::kNeutral);
  EXPECT_GT(acquainted.confidence, 0.5f);
}

TEST(EmotionTest, TooLittleVoiceIsUnknownWhateverElse) {
  VoiceMeasures whisper = Usual();
  whisper.voiced_ratio = 0.05;
  whisper.alpha_ratio_db = -2;
  for (const SpeakerBaseline& baseline : {SpeakerBaseline(), Acquainted()}) {
    const Emotion emotion = *Hear(baseline, whisper).emotion;
    EXPECT_EQ(emotion.category, EmotionCategory::kUnknown);
    EXPECT_EQ(emotion.leaning, EmotionCategory::kUnknown);
    EXPECT_EQ(emotion.leaning_confidence, 0);
    EXPECT_EQ(emotion.arousal, 0);
  }
}

TEST(EmotionTest, TheSameWordsLoudAndHighAreMoreArousedThanLowAndQuiet) {
  VoiceMeasures up = Usual(), down = Usual();
  up.level_dbfs += 8;
  up.f0_hz = 260;
  down.level_dbfs -= 8;
  down.f0_hz = 160;
  const SpeakerBaseline baseline = Acquainted();
  const std::string_view words = "I'm so happy today";
  const auto cheerful = Hear(baseline, up, words), flat = Hear(baseline, down, words);
  EXPECT_GT(cheerful.emotion->arousal, 0.5f);
  EXPECT_LT(flat.emotion->arousal, -0.5f);
  EXPECT_EQ(cheerful.emotion->category, EmotionCategory::kExcited);
  EXPECT_NE(flat.emotion->category, EmotionCategory::kExcited);
}

TEST(EmotionTest, WordsDecideBetweenAngerAndExcitement) {
  VoiceMeasures up = Usual();
  up.level_dbfs += 8;
  up.f0_hz = 260;
  EXPECT_EQ(Hear(Acquainted(), up, "这真是气死我了").emotion->category, EmotionCategory::kAngry);
}

TEST(EmotionTest, ALaughIsHappy) {
  Perception heard = Hear({}, Usual());
  heard.events = {{VocalEventKind::kLaugh, 0, 900, 0.9f}};
  const Emotion emotion = GuessEmotion(heard, "so then he fell");
  EXPECT_EQ(emotion.category, EmotionCategory::kHappy);
  EXPECT_GT(emotion.valence, 0.5f);
}

TEST(ToneDescriptionTest, TheUsualIsNotWorthAWord) {
  EXPECT_EQ(DescribeTone(Hear(Acquainted(), Usual()), Language::kEnglish), "");
  EXPECT_EQ(DescribeTone(Hear({}, Usual()), Language::kChinese), "");
}

TEST(ToneDescriptionTest, NorIsWhatPeopleDoFromSentenceToSentence) {
  VoiceMeasures measures = Usual();
  measures.level_dbfs -= 3;
  measures.syllables_per_second = 5.3;
  measures.f0_hz = *measures.f0_hz * 1.12;  // 2 semitones
  Perception heard = Hear(Acquainted(), measures);
  ASSERT_GT(heard.deviation.pitch.value(), 1.2);
  heard.emotion.reset();
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "");
}

TEST(ToneDescriptionTest, WhatDeviatesFromAUsualOfTwoUtterancesMustDeviateMore) {
  Perception heard = Hear(Acquainted(), Usual());
  heard.emotion.reset();
  heard.deviation.pitch = 2.2;
  heard.deviation.utterances = 20;
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "higher in pitch than usual");
  heard.deviation.utterances = 2;
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "");
}

TEST(ToneDescriptionTest, ItIsInTheLanguageOfTheUser) {
  VoiceMeasures quiet = Usual();
  quiet.level_dbfs -= 5.5;
  quiet.syllables_per_second = 2.4;
  Perception heard = Hear(Acquainted(), quiet);
  heard.events = {{VocalEventKind::kSigh, 0, 900, 0.6f}};
  heard.emotion.reset();
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish),
            "sighs; more quietly and much slower than usual");
  EXPECT_EQ(DescribeTone(heard, Language::kChinese), "叹了口气，比平时轻一些、慢得多");
}

TEST(ToneDescriptionTest, AMoodIsToldOnlyWhenItMayBeJudgedAndIsLikely) {
  Perception heard = Hear(Acquainted(), Usual());
  heard.emotion = Emotion{.category = EmotionCategory::kSad, .confidence = 0.7f};
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "sounds sad");
  heard.emotion->confidence = 0.46f;
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "");
  heard.emotion.reset();
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "");
}

TEST(ToneDescriptionTest, UnlikelyEventsAreNotToldAndAWhisperHasNoPitch) {
  Perception heard = Hear(Acquainted(), Usual());
  heard.events = {{VocalEventKind::kLaugh, 0, 500, 0.3f}};
  heard.deviation.pitch = 3;
  heard.quality = VoiceQuality::kWhisper;
  heard.emotion.reset();
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "whispers");
}

TEST(ToneDescriptionTest, LongPausesAreHalting) {
  VoiceMeasures m = Usual();
  m.pauses = 3;
  m.mean_pause_ms = 700;
  EXPECT_THAT(DescribeTone(Hear(Acquainted(), m), Language::kChinese), HasSubstr("断断续续"));
  m.pauses = 1;
  EXPECT_THAT(DescribeTone(Hear(Acquainted(), m), Language::kChinese),
              Not(HasSubstr("断断续续")));
}

}  // namespace
}  // namespace vivavoce::hearing::tone_test
