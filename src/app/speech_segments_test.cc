#include "app/speech_segments.h"

#include <gtest/gtest.h>

namespace vivavoce::app::speech_segments_test {
namespace {

// Voice wherever the samples are loud.
class LoudnessDetector final : public hearing::VoiceActivityDetector {
 public:
  Result<float> Push(std::span<const float> window) override {
    return window[0] > 0.1f ? 0.9f : 0.1f;
  }
  void Reset() override {}
};

std::vector<float> Timeline(std::initializer_list<std::pair<int, bool>> parts) {
  std::vector<float> samples;
  for (const auto& [ms, voiced] : parts)
    samples.insert(samples.end(), 16u * static_cast<size_t>(ms), voiced);
  return samples;
}

std::vector<SpeechSegment> Find(const std::vector<float>& samples) {
  LoudnessDetector detector;
  return FindSpeech(detector, samples).value();
}

TEST(FindSpeechTest, SilenceHasNoSegments) { EXPECT_TRUE(Find(Timeline({{3000, false}})).empty()); }

TEST(FindSpeechTest, ASegmentHasMarginOnBothSides) {
  const auto segments = Find(Timeline({{1024, false}, {1024, true}, {1024, false}}));
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].begin_sample, (1024 - 200) * 16);
  EXPECT_EQ(segments[0].end_sample, (2048 + 200) * 16);
}

TEST(FindSpeechTest, AShortPauseDoesNotPart) {
  EXPECT_EQ(Find(Timeline({{1024, true}, {384, false}, {1024, true}})).size(), 1u);
  EXPECT_EQ(Find(Timeline({{1024, true}, {960, false}, {1024, true}})).size(), 2u);
}

TEST(FindSpeechTest, SegmentsNeverOverlapAndNeverExceedTheRecogniser) {
  const auto segments = Find(Timeline({{70000, true}}));
  ASSERT_GE(segments.size(), 3u);
  for (size_t i = 0; i < segments.size(); ++i) {
    EXPECT_LE(segments[i].end_sample - segments[i].begin_sample, 30 * 16000);
    if (i > 0) {
      EXPECT_GE(segments[i].begin_sample, segments[i - 1].end_sample);
    }
  }
  EXPECT_EQ(segments.back().end_sample, 70000 * 16);
}

TEST(FindSpeechTest, TheLastIncompleteWindowCounts) {
  std::vector<float> samples(512 + 100, 1.0f);
  EXPECT_EQ(Find(samples).back().end_sample, 612);
}

}  // namespace
}  // namespace vivavoce::app::speech_segments_test
