#include "app/tts_bench.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "speaking/testing/tone_synthesizer.h"

namespace vivavoce::app::tts_bench_test {
namespace {

speaking::SynthesisRequest Clause(const char* text, const char* voice = "af_heart") {
  speaking::SynthesisRequest request;
  request.text = text;
  request.voice = voice;
  return request;
}

TEST(TtsBenchTest, EveryRepeatIsTimedAndTheLengthOfTheSoundIsKnown) {
  speaking::ToneSynthesizer tone;
  const auto times = SpeakRepeatedly(tone, Clause("one two three."), 4);
  ASSERT_TRUE(times) << times.error().ToString();
  EXPECT_NEAR(times->audio_s, 3 * 0.25 + 0.2, 0.05);
  ASSERT_EQ(times->wall_s.size(), 4u);
  ASSERT_EQ(times->cpu_s.size(), 4u);
  EXPECT_TRUE(std::ranges::all_of(times->wall_s, [](double s) { return s > 0; }));
}

TEST(TtsBenchTest, EveryVoiceGetsItsFirstClauseAndAllTheSoundIsCounted) {
  speaking::ToneSynthesizer tone;
  runtime::ThreadBudget budget(2);
  const auto times = SpeakTogether(tone, budget, Clause("one two."), Clause("one two three."), 4);
  ASSERT_TRUE(times) << times.error().ToString();
  ASSERT_EQ(times->first_audio_s.size(), 4u);
  EXPECT_NEAR(times->audio_s, 4 * (0.7 + 0.95), 0.3);
  for (const double first : times->first_audio_s) {
    EXPECT_GT(first, 0);
    EXPECT_LE(first, times->wall_s);
  }
}

TEST(TtsBenchTest, AnErrorOfTheVoiceIsReturned) {
  speaking::ToneSynthesizer tone;
  runtime::ThreadBudget budget(2);
  EXPECT_FALSE(SpeakRepeatedly(tone, Clause("one.", "nobody"), 1));
  EXPECT_FALSE(SpeakTogether(tone, budget, Clause("one."), Clause("two.", "nobody"), 2));
}

}  // namespace
}  // namespace vivavoce::app::tts_bench_test
