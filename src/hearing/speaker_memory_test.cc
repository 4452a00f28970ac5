#include "hearing/speaker_memory.h"

#include <gtest/gtest.h>

#include <cmath>

#include "hearing/speaker_baselines.h"

namespace vivavoce::hearing::speaker_memory_test {
namespace {

// A voice along axis `who`, turned away from it by noise: its cosine to the undisturbed voice is
// `cosine`, to other speakers 0.
VoiceSample Voice(size_t who, double seconds = 3.2, double cosine = 1, size_t noise_axis = 200) {
  VoiceSample voice{.seconds = seconds};
  voice.print[who] = static_cast<float>(cosine);
  voice.print[noise_axis] = static_cast<float>(std::sqrt(1 - cosine * cosine));
  return voice;
}

TEST(SpeakerMemoryTest, TheFirstVoiceIsNewAndTheSecondTimeKnown) {
  SpeakerMemory memory;
  const auto first = memory.Judge(Voice(0));
  EXPECT_EQ(first.verdict, SpeakerVerdict::kNew);
  EXPECT_EQ(first.speaker, 1);
  EXPECT_FALSE(first.similarity);
  memory.Learn(Voice(0));
  const auto again = memory.Judge(Voice(0, 1.6, 0.8));
  EXPECT_EQ(again.verdict, SpeakerVerdict::kSame);
  EXPECT_EQ(again.speaker, 1);
  EXPECT_NEAR(again.similarity.value(), 0.8, 1e-4);
  EXPECT_GE(again.confidence, 0.9f);
}

TEST(SpeakerMemoryTest, AnotherVoiceIsNewAndBothAreToldApart) {
  SpeakerMemory memory;
  memory.Learn(Voice(0));
  const auto other = memory.Judge(Voice(1));
  EXPECT_EQ(other.verdict, SpeakerVerdict::kNew);
  EXPECT_EQ(other.speaker, 2);
  memory.Learn(Voice(1));
  EXPECT_EQ(memory.speakers(), 2u);
  EXPECT_EQ(memory.Judge(Voice(0)).speaker, 1);
  EXPECT_EQ(memory.Judge(Voice(1)).speaker, 2);
}

TEST(SpeakerMemoryTest, TooLittleVoiceIsUnknownAndTeachesNothing) {
  SpeakerMemory memory;
  memory.Learn(Voice(0, 1.1));
  EXPECT_EQ(memory.speakers(), 0u);
  memory.Learn(Voice(0));
  EXPECT_EQ(memory.Judge(Voice(1, 1.1)), SpeakerIdentity());
}

TEST(SpeakerMemoryTest, BetweenTheTwoNothingIsToldButTheSimilarity) {
  SpeakerMemory memory;
  memory.Learn(Voice(0));
  const auto between = memory.Judge(Voice(0, 3.2, 0.67));
  EXPECT_EQ(between.verdict, SpeakerVerdict::kUnknown);
  EXPECT_EQ(between.speaker, 0);
  EXPECT_EQ(between.confidence, 0);
  EXPECT_NEAR(between.similarity.value(), 0.67, 1e-4);
  memory.Learn(Voice(0, 3.2, 0.67));
  EXPECT_EQ(memory.speakers(), 1u);
}

TEST(SpeakerMemoryTest, LessVoiceNeedsLessSimilarity) {
  SpeakerMemory memory;
  memory.Learn(Voice(0));
  EXPECT_EQ(memory.Judge(Voice(0, 1.2, 0.72)).verdict, SpeakerVerdict::kSame);
  EXPECT_EQ(memory.Judge(Voice(0, 3.2, 0.72)).verdict, SpeakerVerdict::kUnknown);
}

TEST(SpeakerMemoryTest, TheMeanOfManyTurnsIsBetterThanOne) {
  SpeakerMemory memory;
  for (size_t turn = 0; turn < 6; ++turn) memory.Learn(Voice(0, 3.2, 0.9, 100 + turn));
  EXPECT_EQ(memory.speakers(), 1u);
  EXPECT_GT(memory.Judge(Voice(0)).similarity.value(), 0.95f);
}

TEST(SpeakerMemoryTest, ThereIsAnEndToWhomItRemembers) {
  SpeakerMemory memory;
  for (size_t who = 0; who < 20; ++who) memory.Learn(Voice(who));
  EXPECT_EQ(memory.speakers(), SpeakerMemory::kMaxSpeakers);
  EXPECT_EQ(memory.Judge(Voice(19)).verdict, SpeakerVerdict::kUnknown);
  EXPECT_EQ(memory.Judge(Voice(3)).speaker, 4);
}

VoiceMeasures At(double level_dbfs) {
  VoiceMeasures m;
  m.active_seconds = 2;
  m.voiced_ratio = 0.7;
  m.f0_hz = 150;
  m.level_dbfs = level_dbfs;
  return m;
}

SpeakerIdentity Is(int speaker, SpeakerVerdict verdict) {
  return {.verdict = verdict, .speaker = speaker, .confidence = 1};
}

TEST(SpeakerBaselinesTest, EachSpeakerHasTheirOwnUsualAndGetsItBack) {
  SpeakerBaselines usual;
  const auto loud = Is(1, SpeakerVerdict::kSame), quiet = Is(2, SpeakerVerdict::kSame);
  for (int i = 0; i < 4; ++i) usual.Learn(At(-20), loud);
  EXPECT_EQ(usual.Of(Is(2, SpeakerVerdict::kNew)).utterances(), 0) << "a stranger";
  for (int i = 0; i < 3; ++i) usual.Learn(At(-40), quiet);
  EXPECT_NEAR(usual.Of(quiet).Compare(At(-40)).level.value(), 0, 0.01);
  EXPECT_NEAR(usual.Of(loud).Compare(At(-20)).level.value(), 0, 0.01);
  EXPECT_EQ(usual.Of(loud).utterances(), 4);
}

TEST(SpeakerBaselinesTest, WhoIsNotKnownCountsAsWhoeverSpokeLast) {
  SpeakerBaselines usual;
  usual.Learn(At(-20), std::nullopt);
  usual.Learn(At(-20), Is(1, SpeakerVerdict::kNew));
  EXPECT_EQ(usual.Of(std::nullopt).utterances(), 2) << "the first speaker begins with what is known";
  usual.Learn(At(-40), Is(2, SpeakerVerdict::kNew));
  usual.Learn(At(-40), SpeakerIdentity());
  EXPECT_EQ(usual.Of(SpeakerIdentity()).utterances(), 2);
  usual.ForgetOthers();
  EXPECT_EQ(usual.Of(Is(1, SpeakerVerdict::kSame)).utterances(), 2) << "the last is the first now";
  EXPECT_EQ(usual.Of(Is(2, SpeakerVerdict::kNew)).utterances(), 0);
}

}  // namespace
}  // namespace vivavoce::hearing::speaker_memory_test
