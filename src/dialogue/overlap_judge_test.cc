#include "dialogue/overlap_judge.h"

#include <gtest/gtest.h>

namespace vivavoce::dialogue::overlap_judge_test {
namespace {

const CoreConstants kConstants;

Verdict Judge(const OverlapEvidence& evidence) { return JudgeOverlap(evidence, kConstants); }

OverlapEvidence Ended(std::string text) {
  return {.voiced_ms = 400, .ended = true, .text = std::move(text), .text_final = true};
}

TEST(OverlapJudgeTest, AStopPhraseInterruptsAtOnceEvenAsOneWord) {
  EXPECT_EQ(Judge({.voiced_ms = 300, .text = "Stop"}), Verdict::kInterrupt);
  EXPECT_EQ(Judge({.voiced_ms = 300, .text = "等一下"}), Verdict::kInterrupt);
}

TEST(OverlapJudgeTest, OurOwnWordsAreAnEcho) {
  EXPECT_EQ(Judge({.voiced_ms = 480, .text = "museum opens", .own_words = "the museum opens at"}),
            Verdict::kFalse);
  EXPECT_EQ(Judge({.voiced_ms = 480, .text = "museum tickets please", .own_words = "the museum"}),
            Verdict::kInterrupt);
}

TEST(OverlapJudgeTest, ARepairInterrupts) {
  EXPECT_EQ(Judge({.voiced_ms = 300, .text = "What?"}), Verdict::kInterrupt);
  EXPECT_EQ(Judge({.voiced_ms = 300, .text = "没听清"}), Verdict::kInterrupt);
}

TEST(OverlapJudgeTest, ABackchannelIsOneOnlyOnceItHasEnded) {
  EXPECT_EQ(Judge({.voiced_ms = 400, .text = "mm-hmm"}), Verdict::kNone);
  EXPECT_EQ(Judge(Ended("mm-hmm")), Verdict::kBackchannel);
  EXPECT_EQ(Judge(Ended("嗯嗯，对")), Verdict::kBackchannel);
}

TEST(OverlapJudgeTest, AfterAQuestionAnAcknowledgementIsAnAnswer) {
  OverlapEvidence evidence = Ended("yeah");
  evidence.we_asked = true;
  EXPECT_EQ(Judge(evidence), Verdict::kAnswer);
}

TEST(OverlapJudgeTest, NearOurEndAnAcknowledgementIsAnAnswer) {
  OverlapEvidence evidence = Ended("okay");
  evidence.left_known = true;
  evidence.left_ms = kConstants.answer_left_ms;
  EXPECT_EQ(Judge(evidence), Verdict::kAnswer);
  evidence.left_ms += 1;
  EXPECT_EQ(Judge(evidence), Verdict::kBackchannel);
}

TEST(OverlapJudgeTest, ContentInterrupts) {
  EXPECT_EQ(Judge({.voiced_ms = 500, .text = "turn left"}), Verdict::kInterrupt);
  EXPECT_EQ(Judge({.voiced_ms = 500, .text = "昨天说"}), Verdict::kInterrupt);
  EXPECT_EQ(Judge({.voiced_ms = 500, .text = "那你昨"}), Verdict::kNone);
  EXPECT_EQ(Judge({.voiced_ms = 500, .text = "and then you"}), Verdict::kNone);
}

TEST(OverlapJudgeTest, LongVoiceInterruptsWithoutWords) {
  EXPECT_EQ(Judge({.voiced_ms = kConstants.hard_ms - 1}), Verdict::kNone);
  EXPECT_EQ(Judge({.voiced_ms = kConstants.hard_ms}), Verdict::kInterrupt);
}

TEST(OverlapJudgeTest, VeryLongVoiceInterruptsWhateverItSays) {
  EXPECT_EQ(Judge({.voiced_ms = kConstants.very_hard_ms + 1, .text = "yeah yeah"}),
            Verdict::kInterrupt);
}

TEST(OverlapJudgeTest, WordlessSoundIsNothingOnceItHasEnded) {
  EXPECT_EQ(Judge({.voiced_ms = 300, .ended = false, .text = ""}), Verdict::kNone);
  EXPECT_EQ(Judge(Ended("")), Verdict::kFalse);
}

TEST(OverlapJudgeTest, OneUnknownWordIsBelievedWithConfidence) {
  OverlapEvidence evidence = Ended("tomorrow");
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
  evidence.confidence = 0.5f;
  EXPECT_EQ(Judge(evidence), Verdict::kFalse);
}

TEST(OverlapJudgeTest, AHumHeardAsAWordOfAnotherLanguageIsNone) {
  OverlapEvidence evidence = Ended("妈妈");
  evidence.own_words = "the keeper had a small garden";
  EXPECT_EQ(Judge(evidence), Verdict::kFalse);
  evidence.own_words = "他有一个小菜园";
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
  // What can be meant stays meant.
  evidence.own_words = "the keeper had a small garden";
  evidence.text = "等等";
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
  evidence.text = "换一个故事";
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
}

TEST(OverlapJudgeTest, WordsThatTheRecogniserItselfDoubtsAreGuessesIfTheVoiceWasShort) {
  OverlapEvidence evidence = Ended("果之样案");
  evidence.confidence = 0.4f;
  EXPECT_EQ(Judge(evidence), Verdict::kFalse);
  evidence.confidence = 0.5f;
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
  evidence.confidence = 0.4f;
  evidence.voiced_ms = 1300;
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt) << "nobody hums for so long";
  evidence.text = "停一下";
  evidence.voiced_ms = 400;
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt) << "a stop is obeyed even if guessed";
}

TEST(OverlapJudgeTest, APartialTextSettlesOnlyWhatItKnows) {
  OverlapEvidence evidence = Ended("mm-hmm");
  evidence.text_final = false;
  EXPECT_EQ(Judge(evidence), Verdict::kNone);
  evidence.text_covers = true;
  EXPECT_EQ(Judge(evidence), Verdict::kBackchannel);
  evidence.text = "tart";
  EXPECT_EQ(Judge(evidence), Verdict::kNone) << "the final text may say stop";
}

TEST(OverlapJudgeTest, SomebodyInTheBackgroundIsLetTalk) {
  OverlapEvidence evidence = Ended("did you lock the garden gate");
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
  evidence.far = true;
  EXPECT_EQ(Judge(evidence), Verdict::kFalse);
  evidence.ended = false;
  evidence.voiced_ms = 5000;
  EXPECT_EQ(Judge(evidence), Verdict::kNone);
  evidence.text = "stop";
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt) << "a stop is obeyed from any distance";
}

TEST(OverlapJudgeTest, TheWordsAreWaitedForAndTheirAbsenceIsDoubt) {
  OverlapEvidence evidence{.voiced_ms = 300, .ended = true};
  EXPECT_EQ(Judge(evidence), Verdict::kNone);
  evidence.waited = true;
  EXPECT_EQ(Judge(evidence), Verdict::kInterrupt);
  evidence.voiced_ms = 150;
  EXPECT_EQ(Judge(evidence), Verdict::kFalse);
}

}  // namespace
}  // namespace vivavoce::dialogue::overlap_judge_test
