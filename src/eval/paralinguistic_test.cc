#include "eval/paralinguistic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::eval::paralinguistic_test {
namespace {

using ::testing::HasSubstr;

TEST(ParalinguisticTest, ReadsWhatIsKnownOfEachClip) {
  const auto clips = ParseParalinguisticSet(
      "{\"file\": \"a.wav\", \"gender\": \"female\", \"pitch_hz\": 200, \"seconds\": 3}\n\n"
      "{\"file\": \"b.wav\", \"text\": \"嗯\", \"event\": \"sigh\"}",
      "set");
  ASSERT_TRUE(clips) << clips.error().message;
  ASSERT_EQ(clips->size(), 2u);
  EXPECT_EQ(clips->at(0),
            (ParalinguisticClip{.file = "a.wav", .gender = "female", .pitch_hz = 200}));
  EXPECT_EQ(clips->at(1).event, "sigh");
}

TEST(ParalinguisticTest, ErrorsNameTheLineAndTheField) {
  const auto error = [](const char* text) {
    return ParseParalinguisticSet(text, "set").error().message;
  };
  EXPECT_THAT(error("{\"file\": \"a\"}\nnot json"), HasSubstr("set:2"));
  EXPECT_THAT(error("{\"file\": 3}"), HasSubstr("file must be a string"));
  EXPECT_THAT(error("{\"file\": \"a\", \"pitch_hz\": \"high\"}"), HasSubstr("pitch_hz"));
  EXPECT_THAT(error("{}"), HasSubstr("file is missing"));
}

TEST(ParalinguisticTest, UnknownIsNotToldAndTolerancesHold) {
  const std::vector<ParalinguisticClip> clips = {
      {.gender = "female", .emotion = "sad", .event = "laugh", .pitch_hz = 200},
      {.gender = "male", .emotion = "sad", .event = "laugh", .pitch_hz = 200},
      {.gender = "male", .emotion = "", .pitch_hz = 200}};
  std::vector<hearing::Perception> heard(3);
  using hearing::Emotion, hearing::EmotionCategory, hearing::SpeakerTraits, hearing::VoiceGender;
  heard[0].speaker = SpeakerTraits{.gender = VoiceGender::kFemale};
  heard[1].speaker = SpeakerTraits{.gender = VoiceGender::kFemale};
  heard[2].speaker = SpeakerTraits{};
  heard[0].emotion = Emotion{.leaning = EmotionCategory::kSad};
  heard[1].emotion =
      Emotion{.category = EmotionCategory::kAngry, .leaning = EmotionCategory::kAngry};
  heard[0].events = {{.kind = hearing::VocalEventKind::kBreath},
                     {.kind = hearing::VocalEventKind::kLaugh}};
  heard[0].measures.f0_hz = 209;
  heard[1].measures.f0_hz = 211;
  const auto scores = ScoreParalinguistics(clips, heard);
  const auto expect = [&](size_t at, std::string_view task, int of, int told, int right) {
    ASSERT_LT(at, scores.size());
    EXPECT_EQ(scores[at].task, task);
    EXPECT_EQ(scores[at].told.of, of) << task;
    EXPECT_EQ(scores[at].told.count, told) << task;
    EXPECT_EQ(scores[at].right.of, told) << task;
    EXPECT_EQ(scores[at].right.count, right) << task;
  };
  ASSERT_EQ(scores.size(), 5u) << "age and rate have no truth";
  expect(0, "gender", 3, 2, 1);
  expect(1, "emotion", 2, 1, 0);
  expect(2, "leaning", 2, 2, 1);
  expect(3, "event", 2, 1, 1);
  expect(4, "pitch", 3, 2, 1);
  EXPECT_THAT(TextReport(scores), HasSubstr("gender             2/3         1/2"));
  EXPECT_EQ(JsonReport(scores)["tasks"][0]["right"]["count"], 1);
}

}  // namespace
}  // namespace vivavoce::eval::paralinguistic_test
