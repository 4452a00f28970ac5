#include "hearing/testing/scripted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "hearing/testing/detector_contract.h"
#include "hearing/testing/recognizer_contract.h"

namespace vivavoce::hearing::testing::scripted_test {
namespace {

std::vector<float> Tone(size_t count, float amplitude = 0.3f) {
  std::vector<float> samples(count);
  for (size_t i = 0; i < count; ++i) {
    samples[i] = amplitude * std::sin(0.1f * static_cast<float>(i));
  }
  return samples;
}

TEST(ScriptedTest, FakesKeepTheContractsOfTheRealOnes) {
  ScriptedVad by_level, by_script({0.1f, 0.8f, 0.9f});
  ExpectVadContract(by_level, Tone(16384));
  ExpectVadContract(by_script, Tone(16384));
  ScriptedEndOfTurnDetector detector;
  ExpectEndOfTurnContract(detector, Tone(16000));
  ScriptedRecognizer recognizer;
  recognizer.ThenFinal("hello");
  ExpectRecognizerContract(recognizer, Tone(16000));
}

TEST(ScriptedVadTest, ToneIsVoiceAndSilenceIsNot) {
  ScriptedVad vad;
  EXPECT_GT(*vad.Push(Tone(kVadWindowSamples)), 0.5f);
  EXPECT_LT(*vad.Push(std::vector<float>(kVadWindowSamples)), 0.5f);
}

TEST(ScriptedRecognizerTest, AnswersInOrderAndKeepsTheLast) {
  ScriptedRecognizer recognizer;
  recognizer.ThenPartial("hel");
  recognizer.ThenFinal("hello");
  recognizer.ThenFinal("你好", Language::kChinese);
  const std::vector<float> tone = Tone(8000);
  EXPECT_EQ(recognizer.Recognize(tone, {.is_final = false})->text, "hel");
  EXPECT_EQ(recognizer.Recognize(tone, {})->text, "hello");
  EXPECT_EQ(recognizer.Recognize(tone, {})->language, Language::kChinese);
  EXPECT_EQ(recognizer.Recognize(tone, {})->text, "你好");
  EXPECT_EQ(recognizer.calls().size(), 4u);
  recognizer.ThenFail(Error::Internal("broken"));
  EXPECT_EQ(recognizer.Recognize(tone, {}).error().message, "broken");
  EXPECT_TRUE(recognizer.Recognize(tone, {}));
}

TEST(ScriptedEndOfTurnDetectorTest, ScoresInOrderAndKeepsTheLast) {
  ScriptedEndOfTurnDetector detector({0.1f, 0.7f});
  EXPECT_EQ(detector.Score(Tone(100)), 0.1f);
  EXPECT_EQ(detector.Score(Tone(100)), 0.7f);
  EXPECT_EQ(detector.Score(Tone(100)), 0.7f);
}

}  // namespace
}  // namespace vivavoce::hearing::testing::scripted_test
