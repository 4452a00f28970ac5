// Cutting phonemes, trimming silence and levelling: what happens around the model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "speaking/loudness.h"
#include "speaking/phoneme_chunks.h"
#include "speaking/speech_edges.h"

namespace vivavoce::speaking::clause_shaping_test {
namespace {

TEST(ChunkPhonemesTest, ShortTextIsOneChunk) {
  const auto chunks = ChunkPhonemes(U"həlˈO.", 10);
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_EQ(chunks[0].end, 6u);
  EXPECT_TRUE(ChunkPhonemes(U"", 10).empty());
}

TEST(ChunkPhonemesTest, ASentenceEndIsPreferredToACommaAndACommaToASpace) {
  EXPECT_EQ(ChunkPhonemes(U"aaaaa. bb, cc dd", 14)[0].end, 10u);  // the end is in the first half
  EXPECT_EQ(ChunkPhonemes(U"aaaaaaa. b, cc dd", 14)[0].end, 8u);
  EXPECT_EQ(ChunkPhonemes(U"aaaaaaa bb cc dd", 14)[0].end, 14u);
  EXPECT_EQ(ChunkPhonemes(U"aaaaaaaaaaaaaaaaaa", 14)[0].end, 14u);
}

TEST(ChunkPhonemesTest, ChunksCoverAnyTextWithoutGapsAndKeepTheLimit) {
  std::mt19937 random(7);
  const std::u32string alphabet = U"aˈ, .!";
  for (int round = 0; round < 500; ++round) {
    std::u32string text;
    for (size_t size = random() % 200; size > 0; --size)
      text += alphabet[random() % alphabet.size()];
    const size_t limit = 1 + random() % 40;
    size_t position = 0;
    for (const PhonemeChunk& chunk : ChunkPhonemes(text, limit)) {
      EXPECT_EQ(chunk.begin, position);
      EXPECT_GT(chunk.end, chunk.begin);
      EXPECT_LE(chunk.end - chunk.begin, limit);
      position = chunk.end;
    }
    EXPECT_EQ(position, text.size());
  }
}

TEST(PauseAfterMsTest, StrongerMarksPauseLonger) {
  EXPECT_LT(PauseAfterMs(U"a"), PauseAfterMs(U"a,"));
  EXPECT_LT(PauseAfterMs(U"a,"), PauseAfterMs(U"a;"));
  EXPECT_LT(PauseAfterMs(U"a;"), PauseAfterMs(U"a."));
  EXPECT_EQ(PauseAfterMs(U"a.”  "), PauseAfterMs(U"a."));
}

TEST(IsSpeakableTest, MarksAloneAreNot) {
  EXPECT_FALSE(IsSpeakable(U""));
  EXPECT_FALSE(IsSpeakable(U" …!? (“”)"));
  EXPECT_TRUE(IsSpeakable(U"“a”"));
}

constexpr int kRate = 24000;

// Silence, half a second of sound, silence.
std::vector<float> Burst(size_t before, size_t after, float amplitude = 0.3f) {
  std::vector<float> samples(before, 0.0f);
  for (int i = 0; i < kRate / 2; ++i) {
    samples.push_back(amplitude * std::cos(0.3f * static_cast<float>(i)));
  }
  samples.resize(samples.size() + after);
  return samples;
}

TEST(FindSpeechTest, FindsTheSoundToAFrame) {
  const SpeechSpan span = FindSpeech(Burst(2400, 4800), kRate);
  EXPECT_NEAR(static_cast<double>(span.begin), 2400, 120);
  EXPECT_NEAR(static_cast<double>(span.end), 2400 + kRate / 2, 120);
}

TEST(FindSpeechTest, SilenceAndNoSamplesHoldNoSpeech) {
  for (const size_t size : {0u, 1u, 24000u}) {
    const std::vector<float> silence(size, 0.0f);
    const SpeechSpan span = FindSpeech(silence, kRate);
    EXPECT_EQ(span.begin, span.end);
  }
}

TEST(SetEdgesTest, SilenceIsCutOrMadeToTheGivenLength) {
  for (const size_t around : {0u, 100u, 9600u}) {
    std::vector<float> samples = Burst(around, around);
    const SpeechSpan span{around, around + kRate / 2};
    const ptrdiff_t offset = SetEdges(samples, span, {480, 2400}, kRate);
    EXPECT_EQ(samples.size(), 480u + kRate / 2 + 2400u);
    EXPECT_EQ(static_cast<ptrdiff_t>(around) - offset, 480);
  }
}

TEST(SetEdgesTest, SoundThatReachesTheEndsIsFadedToZero) {
  std::vector<float> samples = Burst(0, 0);
  SetEdges(samples, {0, samples.size()}, {0, 0}, kRate);
  EXPECT_EQ(samples.front(), 0.0f);
  EXPECT_EQ(samples.back(), 0.0f);
  for (size_t i = 0; i < 60; ++i) EXPECT_LE(std::abs(samples[i]), 0.3f * 0.51f);
  EXPECT_NEAR(samples[240], 0.3f * std::cos(0.3f * 240), 1e-6);
}

TEST(SoftLimitTest, QuietSamplesAreMultipliedAndLoudOnesNeverPassThePeak) {
  std::vector<float> samples = {0.1f, -0.2f, 0.5f, -3.0f, 100.0f};
  ApplyGainWithSoftLimit(samples, 2.0f);
  EXPECT_FLOAT_EQ(samples[0], 0.2f);
  EXPECT_FLOAT_EQ(samples[1], -0.4f);
  EXPECT_GT(samples[2], kLimiterKnee);
  for (const float x : samples) EXPECT_LE(std::abs(x), kPeakLimit);
}

TEST(SoftLimitTest, LouderInStaysLouderOut) {
  std::vector<float> samples;
  for (int i = 0; i <= 300; ++i) samples.push_back(static_cast<float>(i) * 0.005f);
  ApplyGainWithSoftLimit(samples, 1.0f);
  EXPECT_TRUE(std::ranges::is_sorted(samples));
}

TEST(ActiveLevelTest, PausesDoNotCount) {
  const float tone = 20 * std::log10(0.3f / std::sqrt(2.0f));
  EXPECT_NEAR(ActiveLevelDb(Burst(0, 0), kRate), tone, 0.1);
  EXPECT_NEAR(ActiveLevelDb(Burst(48000, 48000), kRate), tone, 0.1);
  EXPECT_EQ(ActiveLevelDb({}, kRate), -120.0f);
}

}  // namespace
}  // namespace vivavoce::speaking::clause_shaping_test
