#include "speaking/testing/tone_synthesizer.h"

#include "speaking/testing/synthesizer_contract.h"

namespace vivavoce::speaking::tone_synthesizer_test {
namespace {

Synthesizer* MakeTone() {
  static ToneSynthesizer tone;
  return &tone;
}

INSTANTIATE_TEST_SUITE_P(Tone, SynthesizerContract, ::testing::Values(MakeTone));

TEST(ToneSynthesizerTest, WordsAndPausesHaveTheConfiguredLength) {
  ToneSynthesizer tone({.word_ms = 100, .comma_pause_ms = 50, .end_pause_ms = 200});
  SynthesisRequest request;
  request.text = "Hi, 你好。";
  request.voice = "zf_xiaoyi";
  const auto clause = tone.Synthesize(request);
  ASSERT_TRUE(clause) << clause.error().ToString();
  EXPECT_EQ(clause->samples.size(), 2400u + 1200u + 2 * 2400u + 4800u);
  ASSERT_EQ(clause->words.size(), 3u);
  EXPECT_EQ(clause->words[1].start_sample, 3600);
  EXPECT_EQ(clause->words[1].text_begin, 4u);
  EXPECT_EQ(clause->words[2].end_sample, 8400);
}

TEST(ToneSynthesizerTest, InvalidUtf8IsSkipped) {
  ToneSynthesizer tone;
  SynthesisRequest request;
  request.text = "a\xff\xc3";
  request.voice = "am_adam";
  const auto clause = tone.Synthesize(request);
  ASSERT_TRUE(clause);
  EXPECT_EQ(clause->words.size(), 1u);
}

}  // namespace
}  // namespace vivavoce::speaking::tone_synthesizer_test
