// The beginning of a silence: what is read and scored then, and what becomes of it when the user goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "dialogue/testing/core_fixture.h"

namespace vivavoce::dialogue::conversation_core_silence_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using CoreSilenceTest = CoreInputTest;

std::vector<bool> AreFinal(const std::vector<StartRecognition>& asked) {
  std::vector<bool> are;
  for (const StartRecognition& request : asked) are.push_back(request.is_final);
  return are;
}

TEST_F(CoreSilenceTest, TheFinalTranscriptIsAskedForBeforeTheSilenceIsAPause) {
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

TEST_F(CoreSilenceTest, WhereTheUserGoesOnTheFinalTranscriptWasAPartialOne) {
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

TEST_F(CoreSilenceTest, WordsOfAPauseAreReadAlongWhenTheUserGoesOn) {
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
TEST_F(CoreSilenceTest, TheFirstScoreOfASilenceIsRemembered) {
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

TEST_F(CoreSilenceTest, DipsInQuickSuccessionAreReadOnce) {
  Feed(400, true);
  for (int i = 0; i < 3; ++i) {
    Feed(40, false);
    Feed(60, true);
  }
  EXPECT_THAT(AreFinal(Ordered<StartRecognition>()), ElementsAre(false, true));
}

TEST_F(CoreSilenceTest, WhatIsFaintBehindTheDipIsReadToo) {
  Feed(900, true);
  Feed(40, false);
  Words("What ti");
  faint_ = true;
  Feed(40, false);  // the rest of a word that dies away
  faint_ = false;
  Feed(20, false);
  EXPECT_THAT(AreFinal(Ordered<StartRecognition>()), ElementsAre(false, true, true));
  EXPECT_EQ(last_hearing_.a_to_ms, 1000);
  faint_ = true;
  Feed(200, false);  // a noisy room
  EXPECT_THAT(Ordered<StartRecognition>(), SizeIs(3));
}

}  // namespace
}  // namespace vivavoce::dialogue::conversation_core_silence_test
