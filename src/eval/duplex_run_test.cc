// Whole cases with scripted ears in virtual time: what happens, and what it counts for.
#include "eval/duplex_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "eval/duplex_cases.h"
#include "eval/duplex_score.h"
#include "eval/sound_scene.h"
#include "hearing/testing/scripted.h"

namespace vivavoce::eval::duplex_run_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DuplexRunTest : public ::testing::Test {
 protected:
  DuplexRunTest() {
    // Eight seconds in four clauses.
    for (int i = 0; i < 4; ++i) {
      dialogue::ReplyClause clause{.text = "la ", .samples = std::vector<float>(48000, 0.1f),
                                   .words = {}};
      clause.words.push_back({static_cast<size_t>(3 * i + 2), 48000 * i, 48000 * (i + 1)});
      reply_.clauses.push_back(std::move(clause));
    }
    client_.session.turn_detection.type = dialogue::TurnDetection::Type::kSemanticVad;
  }

  // `seconds` of voice, with pauses of the kind if it is kPause.
  DuplexOutcome Run(DuplexKind kind, DuplexRole role, double seconds, size_t which = 0,
                    std::vector<float> scores = {0.95f}) {
    DuplexMaterial voice{.role = role, .name = "voice", .language = Language::kEnglish,
                         .recorded = false, .samples = {}, .gaps = {}};
    voice.samples.resize(static_cast<size_t>(seconds * kSceneRateHz));
    for (size_t i = 0; i < voice.samples.size(); ++i) {
      voice.samples[i] = 0.1f * std::sin(0.2f * static_cast<float>(i));
    }
    if (kind == DuplexKind::kPause) voice.gaps = {std::ssize(voice.samples) / 2};
    const auto cases = BuildDuplexCases({voice}, {.kinds = {kind}, .language = Language::kEnglish});
    hearing::testing::ScriptedEndOfTurnDetector end_of_turn(std::move(scores));
    const DuplexEars ears{
        .make_voice_detector = []() -> Result<std::unique_ptr<hearing::VoiceActivityDetector>> {
          return std::make_unique<hearing::testing::ScriptedVad>();
        },
        .recognizer = &recognizer_,
        .end_of_turn = &end_of_turn};
    const auto trace = RunDuplexCase(cases.at(which), ears, reply_, {.cost = 0}, client_);
    EXPECT_TRUE(trace) << trace.error().message;
    return ScoreDuplexCase(cases.at(which), *trace);
  }

  void Hears(const std::string& words) {
    recognizer_.ThenFinal(words);
    recognizer_.ThenPartial(words);
  }

  hearing::testing::ScriptedRecognizer recognizer_;
  DuplexReply reply_;
  DuplexClient client_;
};

TEST_F(DuplexRunTest, AFinishedTurnIsAnsweredSoonAfterItsEnd) {
  Hears("What time is it?");
  const DuplexOutcome outcome = Run(DuplexKind::kTurn, DuplexRole::kSay, 2);
  EXPECT_TRUE(outcome.right());
  EXPECT_FALSE(outcome.split);
  EXPECT_THAT(outcome.heard, ElementsAre("What time is it?"));
  ASSERT_TRUE(outcome.decided_ms && outcome.answered_ms);
  EXPECT_GE(*outcome.decided_ms, 200);
  EXPECT_LE(*outcome.decided_ms, 400);
  EXPECT_GT(*outcome.answered_ms, *outcome.decided_ms);
  EXPECT_FALSE(outcome.work.scores.empty());
}

TEST_F(DuplexRunTest, APauseThatSoundsFinishedIsCutIntoAndOneThatDoesNotIsWaitedOut) {
  Hears("I was wondering");
  const DuplexOutcome hasty = Run(DuplexKind::kPause, DuplexRole::kPause, 3, /*which=*/3);
  EXPECT_TRUE(hasty.cut_in);
  EXPECT_FALSE(hasty.right());
  // The first scores are of the pause, the later ones of the end.
  const DuplexOutcome patient =
      Run(DuplexKind::kPause, DuplexRole::kPause, 3, /*which=*/3, {0.1f, 0.1f, 0.1f, 0.95f});
  EXPECT_FALSE(patient.cut_in);
  EXPECT_TRUE(patient.took_over);
}

TEST_F(DuplexRunTest, AStopEndsTheVoiceAndIsTimedFromItsBeginning) {
  Hears("Stop talking now");
  const DuplexOutcome outcome = Run(DuplexKind::kStop, DuplexRole::kStop, 1);
  EXPECT_TRUE(outcome.stopped);
  EXPECT_TRUE(outcome.right());
  ASSERT_TRUE(outcome.last_sent_ms && outcome.told_ms && outcome.last_heard_ms);
  EXPECT_LE(*outcome.last_sent_ms, 300);
  EXPECT_GE(*outcome.told_ms, 200);
  EXPECT_GE(*outcome.last_heard_ms, *outcome.last_sent_ms);
  EXPECT_TRUE(outcome.took_over);
}

TEST_F(DuplexRunTest, ABackchannelLeavesNoHole) {
  Hears("Mm-hmm.");
  const DuplexOutcome outcome = Run(DuplexKind::kBackchannel, DuplexRole::kBackchannel, 0.4);
  EXPECT_FALSE(outcome.stopped);
  EXPECT_LE(outcome.hole_ms, kInaudibleHoleMs);
  EXPECT_TRUE(outcome.right());
}

TEST_F(DuplexRunTest, TheAgentsOwnVoiceComesBackAsLoudAsSaid) {
  Hears("la la la");
  // -10 dB of 0.1 is above the scripted detector's -40 dBFS, -30 dB is not.
  const DuplexOutcome faint = Run(DuplexKind::kEcho, DuplexRole::kSay, 1, /*which=*/2);
  EXPECT_EQ(faint.condition, "-30 dB");
  EXPECT_TRUE(faint.right());
  EXPECT_THAT(faint.heard, IsEmpty());
}

TEST_F(DuplexRunTest, AnImmediateClientIsInterruptedByAnything) {
  Hears("Mm-hmm.");
  client_.session.interruption = dialogue::InterruptionPolicy::kImmediate;
  EXPECT_FALSE(Run(DuplexKind::kBackchannel, DuplexRole::kBackchannel, 0.4).right());
}

TEST(DuplexScoreTest, AHoleIsTheLongestSilenceInsideTheReply) {
  DuplexCase each{.kind = DuplexKind::kNoise, .begin_ms = 100, .end_ms = 200};
  DuplexTrace trace;
  trace.responses.push_back({.id = "r", .sent_ms = {-500, 0}, .done_ms = 900});
  for (int64_t at = -100; at < 1000; at += 20) {
    if (at < 300 || at >= 640) trace.played_ms.push_back(at);
  }
  trace.end_ms = 1000;
  const DuplexOutcome outcome = ScoreDuplexCase(each, trace);
  EXPECT_EQ(outcome.hole_ms, 340);
  EXPECT_FALSE(outcome.right());
}

TEST(DuplexScoreTest, AReplyThatNeverGoesOnIsAHoleToTheEnd) {
  DuplexCase each{.kind = DuplexKind::kNoise, .begin_ms = 100, .end_ms = 200};
  DuplexTrace trace;
  trace.responses.push_back({.id = "r", .sent_ms = {-500, 0}});
  for (int64_t at = -100; at < 300; at += 20) trace.played_ms.push_back(at);
  trace.end_ms = 1000;
  EXPECT_GE(ScoreDuplexCase(each, trace).hole_ms, 680);
}

TEST(DuplexScoreTest, SoundThatLeavesBeforeTheUserHasFinishedCutsIn) {
  DuplexCase each{.kind = DuplexKind::kPause, .begin_ms = 100, .end_ms = 3000};
  DuplexTrace trace;
  trace.responses.push_back({.id = "a", .sent_ms = {1500}, .cancelled = true});
  trace.responses.push_back({.id = "b", .sent_ms = {3700}, .decided_ms = 3400});
  trace.committed_ms = {1400, 3500};
  const DuplexOutcome outcome = ScoreDuplexCase(each, trace);
  EXPECT_TRUE(outcome.cut_in);
  EXPECT_TRUE(outcome.split);
  EXPECT_TRUE(outcome.took_over);
  EXPECT_EQ(outcome.answered_ms, 700);
  EXPECT_EQ(outcome.decided_ms, 400);
  EXPECT_FALSE(outcome.right());
}

TEST(DuplexReportTest, RowsAreKindsLanguagesAndConditions) {
  std::vector<DuplexOutcome> outcomes(3);
  outcomes[0] = {.kind = DuplexKind::kTurn, .condition = "clean", .language = Language::kEnglish,
                 .took_over = true, .decided_ms = 320, .answered_ms = 900};
  outcomes[1] = {.kind = DuplexKind::kPause, .condition = "0.5 s", .language = Language::kChinese,
                 .cut_in = true};
  outcomes[2] = {.kind = DuplexKind::kStop, .condition = "clean", .language = Language::kChinese,
                 .stopped = true, .last_sent_ms = 240, .told_ms = 400};
  const std::string text = DuplexTextReport(outcomes);
  EXPECT_THAT(text, HasSubstr("320/320"));
  EXPECT_THAT(text, HasSubstr("240/240"));
  const auto json = DuplexJsonReport(outcomes);
  ASSERT_EQ(json["table"].size(), 3u);
  EXPECT_EQ(json["table"][1]["cut_in"]["count"], 1);
  EXPECT_EQ(json["cases"][2]["told_ms"], 400);
  EXPECT_TRUE(json["cases"][1]["decided_ms"].is_null());
}

}  // namespace
}  // namespace vivavoce::eval::duplex_run_test
