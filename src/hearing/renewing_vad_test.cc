#include "hearing/renewing_vad.h"

#include <gtest/gtest.h>

#include <vector>

#include "hearing/testing/detector_contract.h"
#include "hearing/testing/scripted.h"

namespace vivavoce::hearing::renewing_vad_test {
namespace {

// Says how many windows it has heard since it was reset, as a probability of thousandths; a window
// that begins with 1 is voice.
class CountingVad final : public VoiceActivityDetector {
 public:
  explicit CountingVad(int& resets) : resets_(resets) {}
  Result<float> Push(std::span<const float> window) override {
    ++heard_;
    return window[0] == 1 ? 0.9f : static_cast<float>(heard_) / 1000;
  }
  void Reset() override {
    heard_ = 0;
    ++resets_;
  }

 private:
  int& resets_;
  int heard_ = 0;
};

std::vector<float> Window(bool voice) {
  std::vector<float> window(kVadWindowSamples);
  window[0] = voice ? 1 : 0;
  return window;
}

TEST(RenewingVadTest, KeepsTheContract) {
  RenewingVad detector(std::make_unique<testing::ScriptedVad>());
  std::vector<float> speech(kHearingSampleRateHz);
  for (size_t i = 0; i < speech.size(); ++i) speech[i] = i % 80 < 40 ? 0.1f : -0.1f;
  testing::ExpectVadContract(detector, speech);
}

TEST(RenewingVadTest, ForgetsTheQuietButTheLastHalfSecond) {
  int resets = 0;
  RenewingVad detector(std::make_unique<CountingVad>(resets));
  for (int i = 1; i <= RenewingVad::kQuietWindows; ++i) {
    EXPECT_FLOAT_EQ(*detector.Push(Window(false)), static_cast<float>(i) / 1000);
  }
  EXPECT_EQ(resets, 1);
  EXPECT_FLOAT_EQ(*detector.Push(Window(false)), (RenewingVad::kHeardAgain + 1) / 1000.0f);
}

TEST(RenewingVadTest, DoesNotForgetInTheMiddleOfSpeech) {
  int resets = 0;
  RenewingVad detector(std::make_unique<CountingVad>(resets));
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < RenewingVad::kQuietWindows - 1; ++i) (void)detector.Push(Window(false));
    (void)detector.Push(Window(true));
  }
  EXPECT_EQ(resets, 0);
}

TEST(RenewingVadTest, AfterAResetTheQuietBeforeItDoesNotCount) {
  int resets = 0;
  RenewingVad detector(std::make_unique<CountingVad>(resets));
  for (int i = 0; i < RenewingVad::kQuietWindows - 1; ++i) (void)detector.Push(Window(false));
  detector.Reset();
  EXPECT_EQ(resets, 1);
  for (int i = 0; i < RenewingVad::kQuietWindows - 1; ++i) (void)detector.Push(Window(false));
  EXPECT_EQ(resets, 1);
}

}  // namespace
}  // namespace vivavoce::hearing::renewing_vad_test
