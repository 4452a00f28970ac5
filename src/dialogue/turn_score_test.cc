#include "dialogue/turn_score.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::turn_score_test {
namespace {

using Eagerness = TurnDetection::Eagerness;

int Delay(std::optional<float> p, std::string_view text, Eagerness eagerness = Eagerness::kMedium,
          float patience = 1) {
  const TurnDetection detection{.type = TurnDetection::Type::kSemanticVad, .eagerness = eagerness};
  return DecisionDelayMs(detection, ScoreTurnEnd(p, text), patience);
}

TEST(TurnScoreTest, TheSurerTheShorterTheSilence) {
  EXPECT_EQ(Delay(0.80f, "I am done"), 250);
  EXPECT_EQ(Delay(0.79f, "I am done"), 600);
  EXPECT_EQ(Delay(0.50f, "I am done"), 600);
  EXPECT_EQ(Delay(0.49f, "I am done"), 1200);
  EXPECT_EQ(Delay(0.25f, "I am done"), 1200);
  EXPECT_EQ(Delay(0.24f, "I am done"), 4000);
}

TEST(TurnScoreTest, AWholeSentenceIsNotWaitedForToTheCap) {
  EXPECT_EQ(Delay(0.05f, "I need help with my homework."), 1600);
  EXPECT_EQ(Delay(0.05f, "我想请你看看这道题。"), 1600);
  EXPECT_EQ(Delay(0.05f, "I need help with my homework.", Eagerness::kLow), 2400);
  for (const char* text :
       {"I need help with my", "I see.", "I like it a lot because.", "Well, you know..."}) {
    EXPECT_EQ(Delay(0.05f, text), 4000) << text;
  }
}

TEST(TurnScoreTest, WordsThatTheLanguageModelReadsAsBrokenOffAreWaitedForWhateverTheSoundSays) {
  const TurnDetection semantic{.type = TurnDetection::Type::kSemanticVad};
  const auto delay = [&](float acoustic, float whole) {
    return DecisionDelayMs(semantic, ScoreTurnEnd(acoustic, "He gave me a small", whole), 1);
  };
  EXPECT_EQ(delay(0.95f, 0.1f), 2000);
  EXPECT_EQ(delay(0.05f, 0.1f), 4000);
  EXPECT_EQ(delay(0.95f, 0.6f), 1350);
  EXPECT_EQ(delay(0.95f, 0.7f), 900);
  EXPECT_EQ(delay(0.3f, 0.7f), 1200);  // the sound doubts more
  EXPECT_EQ(delay(0.95f, 0.8f), 250);
  const TurnDetection server{.type = TurnDetection::Type::kServerVad};
  EXPECT_EQ(DecisionDelayMs(server, ScoreTurnEnd(0.95f, "He gave me a small", 0.1f), 1), 1100);
}

TEST(TurnScoreTest, AConditionWithoutItsConsequenceIsWaitedForUnlessItIsReadAsWhole) {
  const TurnDetection semantic{.type = TurnDetection::Type::kSemanticVad};
  const auto delay = [&](std::string_view text, float whole) {
    return DecisionDelayMs(semantic, ScoreTurnEnd(0.95f, text, whole), 1);
  };
  EXPECT_EQ(delay("If it stops raining this afternoon.", 0.75f), 1350);
  EXPECT_EQ(delay("I bought a kite. If it stops raining this afternoon.", 0.79f), 1350);
  EXPECT_EQ(delay("要是明天还下雨。", 0.75f), 1350);
  EXPECT_EQ(delay("If you like.", 0.9f), 250);
  EXPECT_EQ(delay("If it stops raining, I will walk to the lake.", 0.75f), 250);
  EXPECT_EQ(delay("要是明天还下雨就不去了。", 0.75f), 250);
}

TEST(TurnScoreTest, OnlyWhereSoundAndWordsAgreeATurnIsSurelyOver) {
  EXPECT_TRUE(ScoreTurnEnd(0.9f, "I like it here.", 0.9f).sure);
  EXPECT_TRUE(ScoreTurnEnd(0.6f, "I like it here.", 0.9f).sure);  // the silence is longer then
  EXPECT_FALSE(ScoreTurnEnd(0.9f, "I like it here.", 0.6f).sure);
  EXPECT_FALSE(ScoreTurnEnd(0.9f, "I like it here.").sure);
  EXPECT_FALSE(ScoreTurnEnd(0.9f, "I like it here because", 0.9f).sure);
}

TEST(TurnScoreTest, WithoutAModelTheWordsDecide) {
  EXPECT_EQ(Delay(std::nullopt, "I am done"), 600);
  EXPECT_EQ(Delay(std::nullopt, "because"), 4000);
}

TEST(TurnScoreTest, EagernessScalesDelayAndCap) {
  EXPECT_EQ(Delay(0.9f, "yes", Eagerness::kLow), 375);
  EXPECT_EQ(Delay(0.9f, "yes", Eagerness::kHigh), 200);
  EXPECT_EQ(Delay(0.1f, "yes", Eagerness::kLow), 8000);
  EXPECT_EQ(Delay(0.1f, "yes", Eagerness::kHigh), 2000);
}

TEST(TurnScoreTest, PatienceStretchesButNeverBeyondTheCap) {
  EXPECT_EQ(Delay(0.9f, "yes", Eagerness::kMedium, 1.5f), 375);
  EXPECT_EQ(Delay(0.3f, "yes", Eagerness::kHigh, 2.0f), 1680);
}

TEST(TurnScoreTest, AQuestionOrAParticleLifts) {
  EXPECT_FLOAT_EQ(ScoreTurnEnd(0.45f, "现在几点了").probability, 0.65f);
  EXPECT_FLOAT_EQ(ScoreTurnEnd(0.45f, "really?").probability, 0.65f);
}

TEST(TurnScoreTest, ADanglingEndLowers) {
  EXPECT_FLOAT_EQ(ScoreTurnEnd(0.6f, "I like it because.").probability, 0.3f);
  EXPECT_FLOAT_EQ(ScoreTurnEnd(0.6f, "如果是这样的话").probability, 0.3f);
  EXPECT_TRUE(ScoreTurnEnd(0.6f, "and").unfinished);
}

TEST(TurnScoreTest, ABareWhPhraseIsWaitedForButNotToTheCap) {
  EXPECT_EQ(Delay(0.95f, "Which book?"), 1200);
  EXPECT_EQ(Delay(0.95f, "哪本书"), 1200);
  EXPECT_EQ(Delay(0.95f, "What is it?"), 250);
}

TEST(TurnScoreTest, WhatFirstSoundedUnfinishedIsWaitedForLongerThanPeoplePause) {
  const TurnDetection semantic{.type = TurnDetection::Type::kSemanticVad};
  const auto delay = [&](float first) {
    return DecisionDelayMs(semantic, ScoreTurnEnd(0.97f, "Is it safe to give a dog?", 0.86f, first), 1);
  };
  EXPECT_EQ(delay(0.1f), 1350);
  EXPECT_EQ(delay(0.3f), 250);
}

TEST(TurnScoreTest, WhoAsksForTimeGetsTheCap) {
  EXPECT_EQ(Delay(0.95f, "Let me think."), 4000);
  EXPECT_EQ(Delay(0.95f, "让我想想"), 4000);
}

TEST(TurnScoreTest, AnExplicitSilenceIsObeyed) {
  const TurnDetection detection{.silence_duration_ms = 200};
  EXPECT_EQ(DecisionDelayMs(detection, ScoreTurnEnd(0.1f, "because"), 2), 200);
}

TEST(TurnScoreTest, AnUnsetSilenceIsStretchedForUnfinishedWords) {
  const TurnDetection detection;
  EXPECT_EQ(DecisionDelayMs(detection, ScoreTurnEnd(0.1f, "I am done"), 1), 500);
  EXPECT_EQ(DecisionDelayMs(detection, ScoreTurnEnd(0.9f, "because"), 1), 1100);
}

}  // namespace
}  // namespace vivavoce::dialogue::turn_score_test
