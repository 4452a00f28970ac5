#include "text/direction.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace vivavoce::text::direction_test {
namespace {

// The direction of each measure: -1 lower, 0 unchanged, 1 higher.
struct Case {
  std::string_view phrase;
  int rate, pitch, energy;
};

int Sign(float x) { return x > 1e-3f ? 1 : x < -1e-3f ? -1 : 0; }

class Tones : public ::testing::TestWithParam<Case> {};

TEST_P(Tones, MoveTheVoiceAsTheTableSays) {
  const Case& c = GetParam();
  const Direction direction = ReadDirection(c.phrase);
  EXPECT_GT(direction.understood, 0) << c.phrase;
  EXPECT_EQ(Sign(direction.manner.rate - 1), c.rate) << c.phrase;
  EXPECT_EQ(Sign(direction.manner.pitch_st), c.pitch) << c.phrase;
  EXPECT_EQ(Sign(direction.manner.energy_db), c.energy) << c.phrase;
}

INSTANTIATE_TEST_SUITE_P(
    Both, Tones,
    ::testing::Values(
        Case{"压低声音", -1, -1, -1}, Case{"轻声", -1, -1, -1}, Case{"耳语", -1, 0, -1},
        Case{"whispering", -1, 0, -1}, Case{"in a low voice", 0, -1, 0},
        Case{"lowers her voice", -1, -1, -1}, Case{"大声", 0, 1, 1}, Case{"shouting", -1, 1, 1},
        Case{"slowly", -1, 0, 0}, Case{"慢慢地说", -1, 0, 0}, Case{"语速加快", 1, 0, 0},
        Case{"speaks fast", 1, 0, 0}, Case{"兴奋地", 1, 1, 1}, Case{"excitedly", 1, 1, 1},
        Case{"sadly", -1, -1, -1}, Case{"难过地说", -1, -1, -1}, Case{"温柔地安慰", -1, -1, -1},
        Case{"gently", -1, -1, -1}, Case{"angrily", 1, 1, 1}, Case{"生气", 1, 1, 1},
        Case{"害怕", 1, 1, -1}, Case{"害羞地", -1, 1, -1}, Case{"冷冷地", -1, -1, -1},
        Case{"tired", -1, -1, -1}, Case{"疲惫", -1, -1, -1}, Case{"seriously", -1, -1, 1},
        Case{"调皮地", 1, 1, 1}, Case{"惊讶", 1, 1, 1}, Case{"calmly", -1, -1, -1},
        Case{"神秘", -1, -1, -1}, Case{"smiling", 1, 1, 1}, Case{"带着笑意", 1, 1, 1},
        Case{"不要大声", 0, 0, 0}, Case{"nods", 0, 0, 0}, Case{"点头", 0, 0, 0}));

TEST(DirectionTest, TonesThatBendAPhraseHaveTheirShape) {
  EXPECT_GT(ReadDirection("rising tone").manner.pitch_drift_st, 0);
  EXPECT_LT(ReadDirection("降调").manner.pitch_drift_st, 0);
  EXPECT_GT(ReadDirection("越说越快").manner.rate_drift, 1);
  EXPECT_LT(ReadDirection("trailing off").manner.energy_drift_db, 0);
  EXPECT_GT(ReadDirection("声音颤抖").manner.tremble, 0);
  EXPECT_GT(ReadDirection("犹豫").manner.hesitation, 0);
  EXPECT_GT(ReadDirection("哽咽").manner.tremble, 0);
  EXPECT_EQ(ReadDirection("悄悄话").manner.whisper, 1);
}

TEST(DirectionTest, MoreAndLessChangeTheAmount) {
  const float plain = ReadDirection("sadly").manner.pitch_st;
  EXPECT_LT(ReadDirection("very sadly").manner.pitch_st, plain);
  EXPECT_GT(ReadDirection("slightly sadly").manner.pitch_st, plain);
  const float zh = ReadDirection("难过").manner.pitch_st;
  EXPECT_LT(ReadDirection("非常难过").manner.pitch_st, zh);
  EXPECT_GT(ReadDirection("有点难过").manner.pitch_st, zh);
}

TEST(DirectionTest, WhatIsSaidOfASoundIsNotSaidOfTheSpeechAfterIt) {
  const Direction sigh = ReadDirection("sighs deeply");
  ASSERT_EQ(sigh.events.size(), 1u);
  EXPECT_EQ(sigh.manner, Manner{});
  const Direction sob = ReadDirection("哭着说");
  EXPECT_EQ(sob.events.front(), VocalEvent::kSob);
  EXPECT_GT(sob.manner.tremble, 0);
  const Direction both = ReadDirection("laughs, in a soft voice");
  EXPECT_EQ(both.events.size(), 1u);
  EXPECT_LT(both.manner.energy_db, 0);
}

TEST(DirectionTest, EveryNameOfASoundIsUnderstood) {
  for (size_t i = 0; i < kVocalEventNames.size(); ++i) {
    const Direction direction = ReadDirection(kVocalEventNames[i]);
    ASSERT_EQ(direction.events.size(), 1u) << kVocalEventNames[i];
    EXPECT_EQ(direction.events[0], static_cast<VocalEvent>(i));
  }
}

TEST(DirectionTest, AWordInsideAnotherIsNotRead) {
  EXPECT_EQ(ReadDirection("slaughterhouse").understood, 0);
  EXPECT_EQ(ReadDirection("software").understood, 0);
  EXPECT_EQ(ReadDirection("").understood, 0);
  EXPECT_EQ(ReadDirection("in the").understood, 0);
}

TEST(DirectionTest, AScenesPlaceAndHourSetTheTone) {
  const Manner night = ReadScene("深夜，压低声音安慰她");
  EXPECT_LT(night.rate, 0.95f);
  EXPECT_LT(night.pitch_st, 0);
  EXPECT_LT(night.energy_db, -4);
  EXPECT_GT(ReadScene("on a bright stage, excited").energy_db, 0);
  EXPECT_LT(ReadScene("late at night, close to the microphone").energy_db, 0);
  EXPECT_EQ(ReadScene(""), Manner{});
  EXPECT_EQ(ReadScene("in a metal room with a table"), Manner{});
  // A bracket with a scene's word is content.
  EXPECT_EQ(ReadDirection("midnight").understood, 0);
}

TEST(DirectionTest, AnyBytesAreRead) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::string phrase;
    for (size_t i = random() % 40; i > 0; --i) phrase += static_cast<char>(random() % 256);
    const Direction direction = ReadDirection(phrase);
    EXPECT_GE(direction.understood, 0);
    EXPECT_LE(direction.understood, 1);
    EXPECT_LE(direction.pause_ms, kLongestPauseMs);
  }
  EXPECT_LE(ReadDirection("pause 99999999999999 s").pause_ms, kLongestPauseMs);
}

}  // namespace
}  // namespace vivavoce::text::direction_test
