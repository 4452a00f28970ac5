// Input that does not come as it should: too short, too long, late, in bunches, cleared, committed
// by hand; and words that come late or never.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dialogue/testing/core_fixture.h"

namespace vivavoce::dialogue::conversation_core_input_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(CoreInputTest, ShortVoiceWithoutWordsIsStoppedButNeverCommitted) {
  Feed(200, true);
  Feed(120, false);
  Words("");
  Feed(1000, false);
  EXPECT_THAT(Told<SpeechStopped>(), SizeIs(1));
  EXPECT_THAT(Told<InputCommitted>(), IsEmpty());
  EXPECT_EQ(State(), "Silent/Idle/None");
}

TEST_F(CoreInputTest, LongVoiceWithoutWordsIsAnItemAndTheReplyAsksAgain) {
  Feed(1000, true);
  Feed(120, false);
  Words("");
  Feed(1500, false);
  EXPECT_THAT(Told<InputCommitted>(), SizeIs(1));
  ASSERT_THAT(Told<TranscriptionCompleted>(), SizeIs(1));
  EXPECT_EQ(Told<TranscriptionCompleted>()[0].transcript, "");
  ASSERT_THAT(last_reply_.request.history, SizeIs(1));
  EXPECT_EQ(last_reply_.request.history[0].role, ItemRole::kSystem);
}

TEST_F(CoreInputTest, AReplyWaitsForTheWordsAndTheLastPartialHasToDoAtTheLimit) {
  Feed(400, true);
  Words("What time");  // a partial
  Feed(600, true);
  Feed(1500, false);
  EXPECT_THAT(Told<ResponseCreated>(), SizeIs(1));
  EXPECT_THAT(Ordered<StartReply>(), IsEmpty());
  Feed(1000, false);
  ASSERT_THAT(Ordered<StartReply>(), SizeIs(1));
  EXPECT_EQ(last_reply_.request.history.back().text, "What time");
  ASSERT_THAT(Told<TranscriptionCompleted>(), SizeIs(1));
}

TEST_F(CoreInputTest, WordsThatComeTooLateMendTheHistoryAndAreNotToldTwice) {
  Feed(400, true);
  Words("What time");
  Feed(600, true);
  Feed(3000, false);
  Words("What time is it?");
  EXPECT_THAT(Told<TranscriptionCompleted>(), SizeIs(1));
  EXPECT_EQ(core_.PromptHistory()[0].text, "What time is it?");
}

TEST_F(CoreInputTest, ARecogniserThatFailsIsToldAndAnswered) {
  Feed(1000, true);
  Feed(120, false);
  Words(std::nullopt);
  Feed(1500, false);
  EXPECT_THAT(Told<TranscriptionFailed>(), SizeIs(1));
  EXPECT_THAT(Told<ResponseCreated>(), SizeIs(1));
  EXPECT_THAT(core_.items(), testing::Not(IsEmpty()));
}

TEST_F(CoreInputTest, LongTurnsAreRecognisedInSegmentsAndReadAsOne) {
  Feed(21'000, true);
  Feed(200, false);
  Words("The first half");
  Feed(2000, true);
  Feed(200, false);
  EXPECT_GE(last_hearing_.a_from_ms, 21'000);
  Words("and the second.");
  Feed(1500, false);
  EXPECT_EQ(core_.PromptHistory()[0].text, "The first half and the second.");
  EXPECT_THAT(Told<InputCommitted>(), SizeIs(1));
}

TEST_F(CoreInputTest, NoSegmentIsLongerThanTheRecogniserTakes) {
  Feed(100'000, true);
  for (const StartRecognition& hearing : Ordered<StartRecognition>()) {
    EXPECT_LE(hearing.a_to_ms - hearing.a_from_ms, 30'000);
  }
}

TEST_F(CoreInputTest, ATurnWithoutEndIsCommittedAfterTwoMinutes) {
  Feed(119'000, true);
  EXPECT_THAT(Told<InputCommitted>(), IsEmpty());
  Feed(2000, true);
  EXPECT_THAT(Told<InputCommitted>(), SizeIs(1));
}

TEST_F(CoreInputTest, BunchedInputMovesNoDecision) {
  Feed(1000, true);
  Feed(400, false);
  const std::vector<StartRecognition> steady = Ordered<StartRecognition>();
  Start(Semantic());
  last_hearing_ = {};
  actions_.clear();
  m_ = a_ = 0;
  for (int i = 0; i < 70; ++i) {
    m_ = (i / 10 + 1) * 200;  // ten frames at a time
    Frame(i < 50);
  }
  const StartRecognition& bunched = last_hearing_;
  EXPECT_EQ(bunched.is_final, steady.back().is_final);
  EXPECT_EQ(bunched.a_from_ms, steady.back().a_from_ms);
  EXPECT_EQ(bunched.a_to_ms, steady.back().a_to_ms);
}

TEST_F(CoreInputTest, AClientCommitEndsTheTurnWithoutAnAnswer) {
  Feed(1000, true);
  Step(CommitInput{});
  EXPECT_THAT(Told<SpeechStopped>(), SizeIs(1));
  EXPECT_THAT(Told<InputCommitted>(), SizeIs(1));
  EXPECT_THAT(Told<ResponseCreated>(), IsEmpty());
  // Who is still speaking has begun another turn.
  EXPECT_THAT(Told<SpeechStarted>(), SizeIs(2));
  EXPECT_EQ(Told<SpeechStarted>()[1].audio_start_ms, 1000);
}

TEST_F(CoreInputTest, ClearThrowsTheTurnAway) {
  Feed(1000, true);
  Step(ClearInput{});
  EXPECT_THAT(Told<SpeechStopped>(), SizeIs(1));
  EXPECT_THAT(Told<InputCleared>(), SizeIs(1));
  Feed(3000, false);
  EXPECT_THAT(core_.items(), IsEmpty());
}

TEST_F(CoreInputTest, SwitchingDetectionOffKeepsTheSound) {
  Feed(1000, true);
  SessionConfig manual = Semantic();
  manual.turn_detection.type = TurnDetection::Type::kNone;
  Step(UpdateSession{.config = manual});
  EXPECT_THAT(Told<SpeechStopped>(), SizeIs(1));
  EXPECT_EQ(State(), "Manual/Idle/None");
  Step(CommitInput{});
  ASSERT_THAT(Ordered<KeepItemAudio>(), SizeIs(1));
  EXPECT_EQ(Ordered<KeepItemAudio>()[0].a_from_ms, 0);
  EXPECT_EQ(Ordered<KeepItemAudio>()[0].a_to_ms, 1000);
}

TEST_F(CoreInputTest, DigitalSilenceIsNotScored) {
  Feed(1500, true);
  for (int i = 0; i < 20; ++i) {
    m_ += 20;
    Step(AudioFrame{.a_begin_ms = a_, .a_end_ms = a_ + 20, .digital_silence = true});
    a_ += 20;
  }
  EXPECT_THAT(Ordered<StartTurnScore>(), IsEmpty());
}

TEST_F(CoreInputTest, PrefillFollowsThePartialWordsOnlyForward) {
  Feed(400, true);
  Words("I want a");
  Feed(320, true);
  Words("I want a");
  Feed(320, true);
  Words("I want a flight to");
  const std::vector<PrefillPrompt> prefills = Ordered<PrefillPrompt>();
  ASSERT_THAT(prefills, SizeIs(2));
  EXPECT_EQ(prefills[0].request.history.back().text, "I want");
  EXPECT_EQ(prefills[1].request.history.back().text, "I want a flight");
}

TEST_F(CoreInputTest, PrefillLeavesOutTheLastWordAndWhatIsBehindIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"你今天过得怎么样?", "你今天过得怎么"}, {"我今天很累。", "我今天很"},
      {"我想去 Paris!", "我想去"},             {"你喜欢iPhone吗?", "你喜欢iPhone"},
      {"I don't know why?", "I don't know"},    {"Is it 12:30", "Is it"},
      {"Где она?", "Где"}};
  for (const auto& [heard, read] : cases) {
    SCOPED_TRACE(heard);
    const size_t before = Ordered<PrefillPrompt>().size();
    Feed(400, true);
    Words(heard);
    const std::vector<PrefillPrompt> prefills = Ordered<PrefillPrompt>();
    ASSERT_THAT(prefills, SizeIs(before + 1));
    EXPECT_EQ(prefills.back().request.history.back().text, read);
    Step(ClearInput{});
  }
}

TEST_F(CoreInputTest, WhatAClientWritesIntoThePromptIsReadAtOnce) {
  SessionConfig session = Semantic();
  session.speed = 1.2f;
  Step(UpdateSession{.config = session});
  EXPECT_THAT(Ordered<PrefillPrompt>(), IsEmpty());
  session.instructions = "You are a pirate.";
  Step(UpdateSession{.config = session});
  const std::vector<PrefillPrompt> prefills = Ordered<PrefillPrompt>();
  ASSERT_THAT(prefills, SizeIs(1));
  EXPECT_EQ(prefills[0].request.instructions, "You are a pirate.");
  EXPECT_THAT(prefills[0].request.history, IsEmpty());
  session.guard = false;  // its examples stand in the prompt
  Step(UpdateSession{.config = session});
  EXPECT_THAT(Ordered<PrefillPrompt>(), SizeIs(2));
}

TEST_F(CoreInputTest, AReplyInProgressIsOverBeforeANewPromptIsRead) {
  SessionConfig session = Semantic();
  Step(CreateResponse{});
  const JobId reply = last_reply_.job;
  session.persona = "captain_mo";
  Step(UpdateSession{.config = session});
  EXPECT_THAT(Ordered<PrefillPrompt>(), IsEmpty());
  Step(ReplyEnded{.job = reply});
  const std::vector<PrefillPrompt> prefills = Ordered<PrefillPrompt>();
  ASSERT_THAT(prefills, SizeIs(1));
  EXPECT_EQ(prefills[0].request.persona, "captain_mo");
}

TEST_F(CoreInputTest, AReplyThatShowsASignOfLifeIsNotGivenUp) {
  Step(CreateResponse{});
  const JobId reply = last_reply_.job;
  for (int i = 0; i < 5; ++i) {
    Wait(9000);
    Step(ReplyProgress{.job = reply});
  }
  EXPECT_THAT(Told<ResponseDone>(), IsEmpty());
  Wait(11'000);
  ASSERT_THAT(Told<ResponseDone>(), SizeIs(1));
}

TEST_F(CoreInputTest, AVoiceInTheBackgroundStopsNobody) {
  // The user is quiet themselves: what is far is learnt from their turns.
  power_ = 0.000025f;
  Feed(1000, true);
  Feed(120, false);
  Words("Tell me a story.");
  Feed(1500, false);
  ASSERT_EQ(Ordered<StartReply>().size(), 1u);
  const JobId reply = last_reply_.job;
  for (int i = 0; i < 8; ++i) {
    Step(ReplyClauseReady{.job = reply, .text = "Once upon a time.", .num_samples = 24'000});
  }
  power_ = 0;
  Feed(2000, false);
  ASSERT_THAT(Told<SpeechStarted>(), SizeIs(1));
  power_ = 0.0000005f;  // 17 dB below the turn
  Feed(1500, true);
  Words("did you lock the garden gate");
  Feed(1000, false);
  EXPECT_THAT(Told<SpeechStarted>(), SizeIs(1));
  EXPECT_THAT(Told<ResponseDone>(), IsEmpty());
  power_ = 0.000025f;
  Feed(900, true);
  EXPECT_THAT(Told<SpeechStarted>(), SizeIs(2)) << "the user themselves";
  EXPECT_THAT(Told<ResponseDone>(), SizeIs(1));
}

TEST_F(CoreInputTest, ALoudSyllableInTheBackgroundMakesNoHole) {
  Step(CreateResponse{});
  for (int i = 0; i < 8; ++i) {
    Step(ReplyClauseReady{
        .job = last_reply_.job, .text = "Once upon a time.", .num_samples = 24'000});
  }
  Feed(2000, false);
  power_ = 0.00005f;  // -43 dBFS: near enough to stop us
  Feed(300, true);
  const size_t sent = Told<AudioDelta>().size();
  power_ = 0.00001f;  // and the rest is not
  Feed(2000, true);
  EXPECT_GT(Told<AudioDelta>().size(), sent + 10);
  Words("have you seen my keys");
  Feed(1000, false);
  EXPECT_THAT(Told<SpeechStarted>(), IsEmpty());
  EXPECT_THAT(Told<ResponseDone>(), IsEmpty());
}

TEST_F(CoreInputTest, WithoutCreateResponseTheClientAnswers) {
  SessionConfig session = Semantic();
  session.turn_detection.create_response = false;
  Start(session);
  Feed(1000, true);
  Feed(120, false);
  Words("Hello.");
  Feed(2000, false);
  EXPECT_THAT(Told<InputCommitted>(), SizeIs(1));
  EXPECT_THAT(Ordered<StartReply>(), IsEmpty());
  Step(CreateResponse{});
  EXPECT_THAT(Ordered<StartReply>(), SizeIs(1));
}

TEST_F(CoreInputTest, AnAnswerIsMeasuredFromTheEndOfTheSpeech) {
  Feed(1000, true);
  Feed(120, false);
  Words("Hello there.");
  Feed(300, false);
  ASSERT_THAT(Ordered<StartReply>(), SizeIs(1));
  EXPECT_TRUE(last_reply_.hold);
  Feed(300, false);
  Step(ReplyClauseReady{.job = last_reply_.job, .text = "Hi.", .num_samples = 2400});
  ASSERT_THAT(Ordered<TurnAnswered>(), SizeIs(1));
  const TurnAnswered answered = Ordered<TurnAnswered>()[0];
  EXPECT_EQ(answered.reply, last_reply_.job);
  EXPECT_EQ(answered.speech_end_a_ms, 1000);
  EXPECT_EQ(answered.speech_end_m_ms, 1000);
  EXPECT_EQ(answered.transcript_m_ms, 1120);
  EXPECT_EQ(answered.soft_end_m_ms, 1600);
}

}  // namespace
}  // namespace vivavoce::dialogue::conversation_core_input_test
