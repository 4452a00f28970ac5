#include "eval/speaker_verification.h"

#include <gtest/gtest.h>

namespace vivavoce::eval::speaker_verification_test {
namespace {

LabelledVoice Voice(const std::string& speaker, size_t axis, float other = 0) {
  LabelledVoice voice{.speaker = speaker, .voice = {.seconds = 3.2}};
  voice.voice.print[axis] = 1;
  voice.voice.print[100] = other;
  return voice;
}

TEST(SpeakerVerificationTest, ReadsTheSet) {
  const auto clips = ParseSpeakerSet("{\"file\": \"a.wav\", \"speaker\": \"x\"}\n# no\n", "set");
  ASSERT_TRUE(clips);
  EXPECT_EQ(*clips, (std::vector<SpeakerClip>{{"a.wav", "x"}}));
  const auto refused = ParseSpeakerSet("\n{\"file\": 3, \"speaker\": \"x\"}", "set");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("set:2"), std::string::npos);
}

TEST(SpeakerVerificationTest, SpeakersThatDoNotOverlapHaveNoErrors) {
  const std::vector<LabelledVoice> voices = {Voice("a", 0), Voice("a", 0, 0.1f), Voice("b", 1),
                                             Voice("b", 1, 0.2f)};
  const Separation separation = SeparateSpeakers(voices, voices);
  EXPECT_EQ(separation.same.pairs, 4u);
  EXPECT_EQ(separation.different.pairs, 8u);
  EXPECT_EQ(separation.equal_error_rate, 0);
  EXPECT_GT(separation.same.mean, 0.9);
  EXPECT_LT(separation.different.mean, 0.1);
}

TEST(SpeakerVerificationTest, VoicesThatMeanNothingAreWrongHalfOfTheTime) {
  std::vector<LabelledVoice> voices;
  for (size_t i = 0; i < 40; ++i) voices.push_back(Voice(i % 2 ? "a" : "b", i / 2 % 2));
  EXPECT_NEAR(SeparateSpeakers(voices, voices).equal_error_rate, 0.5, 0.1);
}

TEST(SpeakerVerificationTest, ClearVoicesAreFollowedWithoutAMistake) {
  const std::vector<LabelledVoice> voices = {Voice("a", 0), Voice("a", 0, 0.1f), Voice("b", 1),
                                             Voice("b", 1, 0.2f), Voice("c", 2)};
  const ConversationScores scores = Converse(voices, 20, 1);
  EXPECT_GT(scores.known_same.of, 150);
  EXPECT_EQ(scores.known_same.count, scores.known_same.of);
  EXPECT_EQ(scores.known_wrong.count, 0);
  EXPECT_GT(scores.newcomer_new.of, 10);
  EXPECT_EQ(scores.newcomer_new.count, scores.newcomer_new.of);
  EXPECT_EQ(scores.newcomer_wrong.count, 0);
  EXPECT_EQ(Converse({Voice("a", 0), Voice("b", 1)}, 5, 1).known_same.of, 0)
      << "nobody has two recordings";
}

}  // namespace
}  // namespace vivavoce::eval::speaker_verification_test
