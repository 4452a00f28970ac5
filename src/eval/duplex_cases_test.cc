#include "eval/duplex_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "audio/loudness.h"
#include "eval/duplex_phrases.h"
#include "eval/sound_scene.h"

namespace vivavoce::eval::duplex_cases_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

DuplexMaterial Voice(DuplexRole role, double seconds, bool recorded = false) {
  DuplexMaterial voice{.role = role,
                       .name = "voice",
                       .language = Language::kEnglish,
                       .recorded = recorded,
                       .samples = {},
                       .gaps = {}};
  voice.samples.resize(static_cast<size_t>(seconds * kSceneRateHz));
  for (size_t i = 0; i < voice.samples.size(); ++i) {
    voice.samples[i] = 0.1f * std::sin(0.2f * static_cast<float>(i));
  }
  return voice;
}

TEST(DuplexMaterialTest, AMarkedPauseIsTheBeginningOfTheWordBehindIt) {
  const auto phrases = ParseDuplexPhrases(
      "# a comment\npause\ten\tI think | so too.\n"
      "pause\tzh\t我想 | 问一下。\nsay\ten\tHello.\n",
      "set");
  ASSERT_TRUE(phrases) << phrases.error().message;
  ASSERT_EQ(phrases->size(), 3u);
  EXPECT_EQ(phrases->at(0).text, "I think so too.");
  EXPECT_THAT(phrases->at(0).pauses, ElementsAre(8));
  EXPECT_EQ(phrases->at(1).text, "我想问一下。");
  EXPECT_THAT(phrases->at(1).pauses, ElementsAre(6));
  EXPECT_EQ(phrases->at(1).name, "pause-zh-01");
}

TEST(DuplexMaterialTest, ErrorsNameTheLine) {
  const auto phrase_error = [](const char* text) {
    return ParseDuplexPhrases(text, "set").error().ToString();
  };
  EXPECT_THAT(phrase_error("say\ten\tHi.\nsay en Hi."), HasSubstr("set:2"));
  EXPECT_THAT(phrase_error("shout\ten\tHi."), HasSubstr("kind"));
  EXPECT_THAT(phrase_error("say\tfr\tSalut."), HasSubstr("language"));
  EXPECT_THAT(phrase_error("pause\ten\tno mark"), HasSubstr("|"));
  EXPECT_THAT(phrase_error("say\ten\ta | mark"), HasSubstr("|"));
  const auto set_error = [](const char* text) {
    return ParseDuplexSet(text, "set").error().ToString();
  };
  EXPECT_THAT(set_error("\nnot json"), HasSubstr("set:2"));
  EXPECT_THAT(set_error(R"({"lang": "en"})"), HasSubstr("file"));
  EXPECT_THAT(set_error(R"({"file": "a.wav"})"), HasSubstr("lang"));
  EXPECT_THAT(set_error(R"({"file": "a.wav", "lang": "en", "role": "reply"})"), HasSubstr("role"));
}

TEST(DuplexMaterialTest, ASetMayHoldNoisesOfNoLanguage) {
  const auto clips = ParseDuplexSet(
      R"({"file": "a.wav", "lang": "zh", "text": "好"})" "\n"
      R"({"file": "b.wav", "role": "noise"})", "set");
  ASSERT_TRUE(clips) << clips.error().message;
  EXPECT_EQ(clips->at(0).role, DuplexRole::kSay);
  EXPECT_EQ(clips->at(1).role, DuplexRole::kNoise);
}

TEST(DuplexMaterialTest, TheBuiltInPhrasesServeBothLanguagesAlike) {
  const auto phrases = ParseDuplexPhrases(BuiltInDuplexPhrases(), "built in");
  ASSERT_TRUE(phrases) << phrases.error().message;
  std::map<DuplexRole, std::map<Language, int>> counts;
  for (const DuplexPhrase& phrase : *phrases) ++counts[phrase.role][phrase.language];
  EXPECT_EQ(counts.size(), 7u);
  for (const auto& [role, of] : counts) {
    EXPECT_EQ(of.at(Language::kEnglish), of.at(Language::kChinese)) << static_cast<int>(role);
  }
}

TEST(DuplexCasesTest, ATurnIsTriedCleanAndInNoiseOfTheSaidDistance) {
  const DuplexSelection selection{.kinds = {DuplexKind::kTurn}};
  const auto cases = BuildDuplexCases({Voice(DuplexRole::kSay, 1)}, selection);
  ASSERT_EQ(cases.size(), 5u);
  EXPECT_EQ(cases[0].condition, "clean");
  EXPECT_EQ(cases[4].condition, "car 0 dB");
  for (const DuplexCase& each : cases) {
    EXPECT_EQ(each.begin_ms, 500);
    EXPECT_EQ(each.end_ms, 1500);
  }
  // Behind the voice there is nothing but the noise: 0 dB is as loud as the voice.
  const auto noise = std::span(cases[4].sound).subspan(2 * kSceneRateHz, kSceneRateHz);
  EXPECT_NEAR(audio::RmsDbfs(noise), -26, 2);
}

TEST(DuplexCasesTest, APauseIsAsLongAsItSaysAndMovesTheEnd) {
  DuplexMaterial voice = Voice(DuplexRole::kPause, 2);
  voice.gaps = {16000};
  const auto cases = BuildDuplexCases({voice}, {.kinds = {DuplexKind::kPause}});
  ASSERT_EQ(cases.size(), 4u);
  EXPECT_EQ(cases[3].condition, "1.2 s");
  EXPECT_EQ(cases[3].end_ms, 500 + 2000 + 1200);
  const auto pause = std::span(cases[3].sound).subspan(8000 + 16000, 1200 * 16);
  EXPECT_LT(audio::RmsDbfs(pause), -60);
}

TEST(DuplexCasesTest, ARecordingIsCutOnlyWhereEnoughIsSaidBeforeAndBehind) {
  DuplexMaterial voice = Voice(DuplexRole::kSay, 3, /*recorded=*/true);
  voice.gaps = {8000, 20000, 24000, 28000, 44000};
  const auto cases = BuildDuplexCases({voice}, {.kinds = {DuplexKind::kPause}});
  EXPECT_EQ(cases.size(), 2u * 4u);
}

TEST(DuplexCasesTest, SideTalkIsFarAndEchoHasNoVoiceOfItsOwn) {
  const auto far = BuildDuplexCases({Voice(DuplexRole::kAside, 1)},
                                    {.kinds = {DuplexKind::kSideTalk}});
  ASSERT_EQ(far.size(), 1u);
  EXPECT_NEAR(audio::RmsDbfs(std::span(far[0].sound).subspan(8000, 16000)), -46, 0.5);
  const auto echoes = BuildDuplexCases({}, {.kinds = {DuplexKind::kEcho}});
  ASSERT_FALSE(echoes.empty());
  std::set<float> levels;
  for (const DuplexCase& each : echoes) levels.insert(each.echo_db.value());
  EXPECT_THAT(levels, ElementsAre(-30, -20, -10));
}

TEST(DuplexCasesTest, ALimitCountsKindLanguageConditionAndOrigin) {
  const std::vector<DuplexMaterial> voices = {Voice(DuplexRole::kSay, 1),
                                              Voice(DuplexRole::kSay, 1),
                                              Voice(DuplexRole::kSay, 1, true)};
  const DuplexSelection selection{.kinds = {DuplexKind::kTurn}, .limit = 1};
  EXPECT_EQ(BuildDuplexCases(voices, selection).size(), 10u);
  EXPECT_TRUE(selection.Needs(DuplexRole::kSay, Language::kEnglish, 0));
  EXPECT_FALSE(selection.Needs(DuplexRole::kSay, Language::kEnglish, 1));
  EXPECT_FALSE(selection.Needs(DuplexRole::kStop, Language::kEnglish, 0));
}

}  // namespace
}  // namespace vivavoce::eval::duplex_cases_test
