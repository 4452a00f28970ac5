// Somebody who speaks softly after a long quiet is heard: with the real detector and a breathy voice.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "app/engine_parts.h"
#include "audio/resampler.h"
#include "dialogue/input_audio.h"
#include "dialogue/user_turn.h"

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

class SoftVoiceModelTest : public testing::Test {
 protected:
  void SetUp() override {
    auto store = OpenModelStore();
    ASSERT_TRUE(store) << store.error().ToString();
    auto silero = hearing::SileroVad::Create(**store);
    ASSERT_TRUE(silero) << silero.error().ToString();
    detector_ = silero->NewDetector();
    auto voice = LoadVoice(**store, 1);
    ASSERT_TRUE(voice) << voice.error().ToString();
    clear_ = Say(*voice->synthesizer, "am_fenrir", "Tell me something funny, please.");
    soft_ = Say(*voice->synthesizer, "af_nicole", "Do you think it will rain tomorrow?");
  }

  static std::vector<float> Say(speaking::Synthesizer& synthesizer, const std::string& voice,
                                const std::string& text) {
    const auto spoken = synthesizer.Synthesize(
        {.text = text, .language = Language::kEnglish, .voice = voice});
    EXPECT_TRUE(spoken);
    return *audio::Resample(spoken->samples, speaking::kSpeechSampleRateHz, kHearingSampleRateHz);
  }

  std::unique_ptr<hearing::VoiceActivityDetector> detector_;
  std::vector<float> clear_;
  std::vector<float> soft_;
};

TEST_F(SoftVoiceModelTest, IsHeardAfterALongQuiet) {
  for (const int quiet_s : {2, 20, 25, 31, 60}) {
    std::vector<float> sound;
    Wait(sound, 1);
    sound.insert(sound.end(), clear_.begin(), clear_.end());
    Wait(sound, quiet_s);
    const size_t begin = sound.size();
    sound.insert(sound.end(), soft_.begin(), soft_.end());
    Wait(sound, 1);
    detector_->Reset();
    int voiced = 0;
    for (size_t i = 0; i + kVadWindowSamples <= sound.size(); i += kVadWindowSamples) {
      const auto probability = detector_->Push(std::span(sound).subspan(i, kVadWindowSamples));
      ASSERT_TRUE(probability);
      if (i >= begin && *probability > 0.5f) ++voiced;
    }
    EXPECT_GE(voiced, 20) << "windows of 32 ms, after " << quiet_s << " s";
  }
}

struct Begun {
  int64_t padded_ms = 0;  // where the turn would begin by the padding alone
  int64_t start_ms = 0;
};

std::optional<Begun> FirstTurn(hearing::VoiceActivityDetector& detector,
                               std::span<const float> sound) {
  constexpr int kPaddingMs = 300;
  const dialogue::CoreConstants constants;
  dialogue::UserTurn turn;
  Begun found;
  bool open = false;
  dialogue::InputAudio input(
      [&](std::span<const float> window) { return detector.Push(window); },
      [&](const dialogue::AudioFrame& frame) {
        const auto event = turn.OnFrame(frame, constants);
        if (open || !event) return;
        turn.Apply(*event);
        if (*event == dialogue::UserEvent::kVoice) {
          const int faint_ms = turn.FaintMsBefore(frame.a_begin_ms, constants);
          turn.Begin("", frame.a_begin_ms, frame.a_end_ms, kPaddingMs + faint_ms);
          found = {.padded_ms = frame.a_begin_ms - kPaddingMs, .start_ms = turn.start_a};
        }
        open = *event == dialogue::UserEvent::kOnset;
      });
  EXPECT_TRUE(input.Append(sound, kHearingSampleRateHz));
  return open ? std::optional(found) : std::nullopt;
}

// "Do" stays below the detector's threshold, now and then for longer than the padding lasts.
TEST_F(SoftVoiceModelTest, TheFirstWordBelongsToTheTurn) {
  const auto loudest = std::abs(*std::ranges::max_element(soft_, {}, [](float x) {
    return std::abs(x);
  }));
  const auto first = std::ranges::find_if(
      soft_, [&](float x) { return std::abs(x) > 0.03f * loudest; });  // -30 dB
  int cut_by_padding_alone = 0;
  for (size_t shift = 0; shift < 16; ++shift) {
    std::vector<float> sound;
    Wait(sound, 2);
    sound.resize(sound.size() - shift * kVadWindowSamples / 16);
    const int64_t begin_ms =
        static_cast<int64_t>(sound.size() + static_cast<size_t>(first - soft_.begin())) * 1000 /
        kHearingSampleRateHz;
    sound.insert(sound.end(), soft_.begin(), soft_.end());
    detector_->Reset();
    const std::optional<Begun> begun = FirstTurn(*detector_, sound);
    ASSERT_TRUE(begun);
    EXPECT_LE(begun->start_ms, begin_ms) << shift << " padded " << begun->padded_ms;
    cut_by_padding_alone += begun->padded_ms > begin_ms;
  }
  EXPECT_GT(cut_by_padding_alone, 0) << "this voice shows nothing";
}

}  // namespace
}  // namespace vivavoce::app::soft_voice_model_test
