#include "hearing/testing/detector_contract.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace vivavoce::hearing::testing {
namespace {

std::vector<float> Probabilities(VoiceActivityDetector& vad, std::span<const float> sound) {
  std::vector<float> probabilities;
  for (; sound.size() >= kVadWindowSamples; sound = sound.subspan(kVadWindowSamples)) {
    const auto p = vad.Push(sound.first(kVadWindowSamples));
    EXPECT_TRUE(p);
    probabilities.push_back(p.value_or(-1));
    EXPECT_GE(probabilities.back(), 0);
    EXPECT_LE(probabilities.back(), 1);
  }
  return probabilities;
}

}  // namespace

void ExpectVadContract(VoiceActivityDetector& vad, std::span<const float> sound) {
  const size_t half = sound.size() / 2 / kVadWindowSamples * kVadWindowSamples;
  vad.Reset();
  const std::vector<float> undisturbed = Probabilities(vad, sound);

  vad.Reset();
  std::vector<float> disturbed = Probabilities(vad, sound.first(half));
  for (const size_t wrong : {0ul, 511ul, 513ul, 1024ul}) {
    const auto refused = vad.Push(std::vector<float>(wrong, 0.1f));
    ASSERT_FALSE(refused) << wrong << " samples";
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().field, "window");
  }
  std::vector<float> broken(kVadWindowSamples, 0.1f);
  broken[7] = std::numeric_limits<float>::quiet_NaN();
  const auto refused = vad.Push(broken);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "window[7]");
  const std::vector<float> rest = Probabilities(vad, sound.subspan(half));
  disturbed.insert(disturbed.end(), rest.begin(), rest.end());
  EXPECT_EQ(disturbed, undisturbed) << "a refused window must leave no trace; Reset() forgets all";
}

void ExpectEndOfTurnContract(EndOfTurnDetector& detector, std::span<const float> sound) {
  const auto score = detector.Score(sound);
  ASSERT_TRUE(score);
  EXPECT_GE(*score, 0);
  EXPECT_LE(*score, 1);
  EXPECT_TRUE(detector.Score(sound.first(1))) << "short turns are fine";
  std::vector<float> ten_seconds(160000);
  for (size_t i = 0; i < ten_seconds.size(); ++i) ten_seconds[i] = sound[i % sound.size()];
  EXPECT_TRUE(detector.Score(ten_seconds)) << "so are long ones";

  const auto empty = detector.Score({});
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().field, "samples");
  std::vector<float> broken(sound.begin(), sound.end());
  broken[3] = std::numeric_limits<float>::infinity();
  const auto refused = detector.Score(broken);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused.error().field, "samples[3]");
}

}  // namespace vivavoce::hearing::testing
