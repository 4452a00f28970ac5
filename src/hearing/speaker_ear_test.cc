// From evidence to traits, and from sound to evidence with a scripted model.
#include "hearing/speaker_ear.h"

#include <gtest/gtest.h>

#include "hearing/testing/made_voices.h"
#include "hearing/tone_description.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::speaker_ear_test {
namespace {

using testing::Buzz;
using testing::Noise;

TEST(SpeakerTraitsTest, PublishedMeansAreJudgedAsTheirGroup) {
  const auto man = JudgeSpeaker({.f0_hz = 119, .tract_scale = 1.0});
  EXPECT_EQ(man.gender, VoiceGender::kMale);
  EXPECT_GT(man.gender_confidence, 0.95f);
  EXPECT_EQ(man.age, AgeBand::kAdult);
  const auto woman = JudgeSpeaker({.f0_hz = 210, .tract_scale = 1.15});
  EXPECT_EQ(woman.gender, VoiceGender::kFemale);
  const auto child = JudgeSpeaker({.f0_hz = 290, .tract_scale = 1.4});
  EXPECT_EQ(child.age, AgeBand::kChild);
  EXPECT_EQ(child.gender, VoiceGender::kUnknown) << "boys and girls sound alike";
  EXPECT_EQ(child.gender_confidence, 0);
}

TEST(SpeakerTraitsTest, NothingIsToldWithoutAVoiceOrBetweenTheGroups) {
  EXPECT_EQ(JudgeSpeaker({}), SpeakerTraits());
  EXPECT_EQ(JudgeSpeaker({.tract_scale = 1.15, .woman_log_odds = 9}), SpeakerTraits());
  const auto between = JudgeSpeaker({.f0_hz = 165, .tract_scale = 1.07});
  EXPECT_EQ(between.gender, VoiceGender::kUnknown);
}

TEST(SpeakerTraitsTest, TheModelDecidesWherePitchMisleads) {
  const auto high_man = JudgeSpeaker({.f0_hz = 172, .tract_scale = 1.05, .woman_log_odds = -4});
  EXPECT_EQ(high_man.gender, VoiceGender::kMale);
  const auto low_woman = JudgeSpeaker({.f0_hz = 150, .tract_scale = 1.13, .woman_log_odds = 8});
  EXPECT_EQ(low_woman.gender, VoiceGender::kFemale);
}

TEST(SpeakerTraitsTest, NoEvidenceAloneIsCertain) {
  EXPECT_LT(JudgeSpeaker({.f0_hz = 165, .woman_log_odds = 100}).gender_confidence, 0.98f);
  EXPECT_LT(JudgeSpeaker({.f0_hz = 400}).age_confidence, 0.9f) << "people squeal";
}

TEST(SpeakerTraitsTest, SlowSpeechMakesOldAgeLikelier) {
  const auto quick = JudgeSpeaker({.f0_hz = 130, .tract_scale = 1, .syllables_per_second = 5});
  const auto slow = JudgeSpeaker({.f0_hz = 130, .tract_scale = 1, .syllables_per_second = 3});
  EXPECT_EQ(quick.age, AgeBand::kAdult);
  EXPECT_TRUE(slow.age != AgeBand::kAdult || slow.age_confidence < quick.age_confidence);
}

// Every patch sounds like this.
class FixedScorer final : public VoiceGenderScorer {
 public:
  FixedScorer(float score, int& calls) : score_(score), calls_(calls) {}
  Result<float> Score(std::span<const float> patch) override {
    EXPECT_EQ(patch.size(), kFrames * kMels);
    ++calls_;
    return score_;
  }

 private:
  float score_;
  int& calls_;
};

class SpeakerEarTest : public ::testing::Test {
 protected:
  Perception Hear(const std::vector<float>& samples, size_t unheard = 0) {
    auto perceiver = VoicePerceiver::Create();
    const auto sound = std::span(samples);
    perceiver->Push(sound.first(unheard));
    perceiver->ListenForSpeaker(std::make_unique<FixedScorer>(3.0f, calls_));
    perceiver->Push(sound.subspan(unheard));
    return perceiver->Perceive(0, static_cast<int64_t>(samples.size()) / 16, "", false);
  }
  int calls_ = 0;
};

TEST_F(SpeakerEarTest, NobodyIsJudgedUnlessAsked) {
  auto perceiver = VoicePerceiver::Create();
  perceiver->Push(Buzz(1, [](double) { return 200; }));
  EXPECT_FALSE(perceiver->Perceive(0, 1000, "", true).speaker);
}

TEST_F(SpeakerEarTest, AVoiceIsJudgedByPitchAndModel) {
  const Perception heard = Hear(Buzz(2, [](double t) { return 205 + 20 * t; }));
  ASSERT_TRUE(heard.speaker);
  EXPECT_EQ(heard.speaker->gender, VoiceGender::kFemale);
  EXPECT_EQ(calls_, 4) << "198 frames: patches of 68 begin every 34";
}

TEST_F(SpeakerEarTest, AShortWordIsPaddedToOnePatch) {
  const Perception heard = Hear(Buzz(0.4, [](double t) { return 205 + 20 * t; }));
  EXPECT_EQ(heard.speaker->gender, VoiceGender::kFemale);
  EXPECT_EQ(calls_, 1);
}

TEST_F(SpeakerEarTest, NoiseAndWhatWasNotHeardStayUnknown) {
  EXPECT_EQ(Hear(Noise(2, 0.1)).speaker, SpeakerTraits());
  const auto voice = Buzz(1, [](double) { return 205; });
  EXPECT_EQ(Hear(voice, voice.size()).speaker, SpeakerTraits());
}

TEST_F(SpeakerEarTest, ItBeginsInTheMiddleOfAFrameWhenSwitchedOn) {
  const Perception heard = Hear(Buzz(3, [](double t) { return 205 + 10 * t; }), 16000 + 77);
  EXPECT_EQ(heard.speaker->gender, VoiceGender::kFemale);
}

TEST_F(SpeakerEarTest, AChildIsToldToTheModelAndTheRestIsNot) {
  Perception heard;
  heard.speaker = SpeakerTraits{.age = AgeBand::kChild, .age_confidence = 0.8f};
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "a child's voice");
  EXPECT_EQ(DescribeTone(heard, Language::kChinese), "是孩子的声音");
  heard.speaker->age_confidence = 0.6f;
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "");
  heard.speaker = SpeakerTraits{.gender = VoiceGender::kFemale, .gender_confidence = 0.9f};
  EXPECT_EQ(DescribeTone(heard, Language::kEnglish), "");
}

}  // namespace
}  // namespace vivavoce::hearing::speaker_ear_test
