// Input that does not come as it should: too short, too long, late, in bunches, cleared, committed
// by hand; and words that come late or never.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dialogue/conversation_core.h"

namespace vivavoce::dialogue::conversation_core_input_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SessionConfig Semantic() {
  SessionConfig session;
  session.turn_detection.type = TurnDetection::Type::kSemanticVad;
  session.transcription_events = true;
  return session;
}

CoreOptions Options(const SessionConfig& session) {
  CoreOptions options{.session = session};
  options.constants.asr_limit_ms = 1500;  // the tests below count from it
  return options;
}

class CoreInputTest : public testing::Test {
 protected:
  void Start(const SessionConfig& session) { core_ = ConversationCore(Options(session)); }

  void Step(const CoreEvent& event) {
    for (CoreAction& action : core_.Step(m_, event)) {
      if (const auto* hear = std::get_if<StartRecognition>(&action)) last_hearing_ = *hear;
      if (const auto* start = std::get_if<StartReply>(&action)) last_reply_ = *start;
      actions_.push_back(std::move(action));
    }
  }
  // Frames of 20 ms in step with the clock.
  void Feed(int ms, bool voiced) {
    for (int i = 0; i < ms; i += 20) {
      m_ += 20;
      Frame(voiced);
      Timers();
    }
  }
  void Frame(bool voiced) {
    Step(AudioFrame{.a_begin_ms = a_, .a_end_ms = a_ + 20, .voiced = voiced, .faint = faint_, .power = power_});
    a_ += 20;
  }
  void Timers() {
    if (const auto due = core_.NextDeadline(); due && *due <= m_) Step(TimePassed{});
  }
  void Wait(int ms) {
    for (int i = 0; i < ms; ++i) {
      ++m_;
      Timers();
    }
  }
  void Words(std::optional<std::string> text) {
    Step(TranscriptReady{.job = last_hearing_.job, .text = std::move(text)});
  }
  template <typename E>
  std::vector<E> Told() const {
    std::vector<E> found;
    for (const CoreAction& action : actions_) {
      const auto* emit = std::get_if<Emit>(&action);
      if (const auto* event = emit ? std::get_if<E>(&emit->event) : nullptr)
        found.push_back(*event);
    }
    return found;
  }
  template <typename A>
  std::vector<A> Ordered() const {
    std::vector<A> found;
    for (const CoreAction& action : actions_) {
      if (const auto* a = std::get_if<A>(&action)) found.push_back(*a);
    }
    return found;
  }
  std::string State() const { return core_.StateName(); }

  int64_t m_ = 0;
  int64_t a_ = 0;
  float power_ = 0.0025f;
  bool faint_ = false;
  ConversationCore core_{Options(Semantic())};
  std::vector<CoreAction> actions_;
  StartRecognition last_hearing_;
  StartReply last_reply_;
};

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

std::vector<bool> AreFinal(const std::vector<StartRecognition>& asked) {
  std::vector<bool> are;
  for (const StartRecognition& request : asked) are.push_back(request.is_final);
  return are;
}

TEST_F(CoreInputTest, TheFinalTranscriptIsAskedForBeforeTheSilenceIsAPause) {
  Feed(900, true);  // partials after 300 and, unanswered, none later
  Feed(40, false);
  EXPECT_THAT(AreFinal(Ordered<StartRecognition>()), ElementsAre(false, true));
  EXPECT_EQ(last_hearing_.a_to_ms, 940);
  EXPECT_THAT(Ordered<AbortJob>(), SizeIs(1));  // the partial
  Words("What time is it?");
  Feed(200, false);
  EXPECT_THAT(Ordered<StartRecognition>(), SizeIs(2)) << "it is not asked for again";
  ASSERT_THAT(Ordered<StartTurnScore>(), IsEmpty()) << "too little voice";
  ASSERT_THAT(Ordered<StartReply>(), SizeIs(1)) << "held";
  EXPECT_EQ(last_reply_.request.history.back().text, "What time is it?");
}

TEST_F(CoreInputTest, WhereTheUserGoesOnTheFinalTranscriptWasAPartialOne) {
  Feed(900, true);
  Feed(40, false);
  const StartRecognition dip = last_hearing_;
  ASSERT_TRUE(dip.is_final);
  Feed(100, true);
  Words("What time is");  // of the dip
  ASSERT_THAT(Ordered<PrefillPrompt>(), SizeIs(1));
  EXPECT_EQ(Ordered<PrefillPrompt>()[0].request.history.back().text, "What time");
  Feed(500, true);
  EXPECT_NE(last_hearing_.job, dip.job);
  EXPECT_FALSE(last_hearing_.is_final);
  Feed(300, false);
  EXPECT_THAT(Ordered<StartReply>(), IsEmpty()) << "the dip has no say in what is answered";
  EXPECT_TRUE(last_hearing_.is_final);
  Words("What time is it in Rome?");
  Feed(60, false);
  ASSERT_THAT(Ordered<StartReply>(), SizeIs(1));
  EXPECT_EQ(last_reply_.request.history.back().text, "What time is it in Rome?");
}

TEST_F(CoreInputTest, WordsOfAPauseAreReadAlongWhenTheUserGoesOn) {
  Feed(900, true);
  Feed(200, false);
  Words("What time is it");
  Feed(100, true);
  ASSERT_THAT(Ordered<PrefillPrompt>(), SizeIs(1));
  EXPECT_EQ(Ordered<PrefillPrompt>()[0].request.history.back().text, "What time is");
  Feed(400, true);
  ASSERT_FALSE(last_hearing_.is_final);
  Words("What time is it over in");
  ASSERT_THAT(Ordered<PrefillPrompt>(), SizeIs(2));
  EXPECT_EQ(Ordered<PrefillPrompt>()[1].request.history.back().text, "What time is it over");
}

// Every silence sounds like an end to the model once it lasts.
TEST_F(CoreInputTest, TheFirstScoreOfASilenceIsRemembered) {
  Feed(1500, true);
  Feed(120, false);
  Words("Is it safe to give a dog?");
  ASSERT_THAT(Ordered<StartTurnScore>(), SizeIs(1));
  Step(TurnScored{Ordered<StartTurnScore>()[0].job, 0.1f});
  Feed(400, false);
  ASSERT_THAT(Ordered<StartTurnScore>(), SizeIs(2));
  Step(TurnScored{Ordered<StartTurnScore>()[1].job, 0.97f});
  Feed(800, false);  // 1320
  EXPECT_THAT(State(), testing::StartsWith("Pausing")) << "0.97 alone would end it at 250";
  Feed(40, false);
  EXPECT_THAT(State(), testing::StartsWith("Due"));
}

TEST_F(CoreInputTest, DipsInQuickSuccessionAreReadOnce) {
  Feed(400, true);
  for (int i = 0; i < 3; ++i) {
    Feed(40, false);
    Feed(60, true);
  }
  EXPECT_THAT(AreFinal(Ordered<StartRecognition>()), ElementsAre(false, true));
}

TEST_F(CoreInputTest, WhatIsFaintBehindTheDipIsReadToo) {
  Feed(900, true);
  Feed(40, false);
  Words("What ti");
  faint_ = true;
  Feed(40, false);  // the rest of a word that dies away
  faint_ = false;
  Feed(20, false);
  EXPECT_THAT(AreFinal(Ordered<StartRecognition>()), ElementsAre(false, true, true));
  EXPECT_EQ(last_hearing_.a_to_ms, 1000);
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
