// Somebody who speaks softly after a long quiet is heard: with the real detector and a breathy voice.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "app/engine_parts.h"
#include "audio/resampler.h"

namespace vivavoce::app::soft_voice_model_test {
namespace {

using hearing::kHearingSampleRateHz;
using hearing::kVadWindowSamples;

// Appends `seconds` of a quiet room, -68 dBFS.
void Wait(std::vector<float>& sound, int seconds) {
  std::minstd_rand random(1);
  std::uniform_real_distribution<float> hiss(-0.0004f, 0.0004f);
  for (int i = 0; i < seconds * kHearingSampleRateHz; ++i) sound.push_back(hiss(random));
}

TEST(SoftVoiceModelTest, IsHeardAfterALongQuiet) {
  const auto store = OpenModelStore();
  ASSERT_TRUE(store) << store.error().ToString();
  const auto silero = hearing::SileroVad::Create(**store);
  ASSERT_TRUE(silero) << silero.error().ToString();
  const auto voice = LoadVoice(**store, 1);
  ASSERT_TRUE(voice) << voice.error().ToString();
  const auto say = [&](const std::string& voice_name, const std::string& text) {
    const auto spoken = voice->synthesizer->Synthesize(
        {.text = text, .language = Language::kEnglish, .voice = voice_name});
    EXPECT_TRUE(spoken);
    return *audio::Resample(spoken->samples, speaking::kSpeechSampleRateHz, kHearingSampleRateHz);
  };
  const std::vector<float> clear = say("am_fenrir", "Tell me something funny, please.");
  const std::vector<float> soft = say("af_nicole", "Do you think it will rain tomorrow?");
  for (const int quiet_s : {2, 20, 25, 31, 60}) {
    std::vector<float> sound;
    Wait(sound, 1);
    sound.insert(sound.end(), clear.begin(), clear.end());
    Wait(sound, quiet_s);
    const size_t begin = sound.size();
    sound.insert(sound.end(), soft.begin(), soft.end());
    Wait(sound, 1);
    const auto detector = silero->NewDetector();
    int voiced = 0;
    for (size_t i = 0; i + kVadWindowSamples <= sound.size(); i += kVadWindowSamples) {
      const auto probability = detector->Push(std::span(sound).subspan(i, kVadWindowSamples));
      ASSERT_TRUE(probability);
      if (i >= begin && *probability > 0.5f) ++voiced;
    }
    EXPECT_GE(voiced, 20) << "windows of 32 ms, after " << quiet_s << " s";
  }
}

}  // namespace
}  // namespace vivavoce::app::soft_voice_model_test
