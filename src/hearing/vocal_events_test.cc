#include "hearing/vocal_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "hearing/testing/made_voices.h"
#include "hearing/testing/real_models.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::vocal_events_test {
namespace {

using testing::Buzz;
using testing::Joined;
using testing::Louder;
using testing::Noise;
using testing::Silence;

std::vector<VocalEvent> EventsIn(const std::vector<float>& samples, std::string_view words = "") {
  auto ear = VoicePerceiver::Create();
  EXPECT_TRUE(ear);
  ear->Push(samples);
  ear->Push(Silence(0.1));
  return ear->Perceive(0, static_cast<int64_t>(samples.size()) / 16, words, false).events;
}

const VocalEvent* Find(const std::vector<VocalEvent>& events, VocalEventKind kind) {
  const auto it = std::ranges::find(events, kind, &VocalEvent::kind);
  return it == events.end() ? nullptr : &*it;
}

// Noise whose loudness is shape(x), x from 0 to 1.
template <typename Shape>
std::vector<float> ShapedNoise(double seconds, double rms, Shape shape) {
  std::vector<float> noise = Noise(seconds, rms);
  for (size_t i = 0; i < noise.size(); ++i) {
    noise[i] *= static_cast<float>(shape(static_cast<double>(i) / static_cast<double>(noise.size())));
  }
  return noise;
}

// Ha-ha-ha: 70 ms of falling voice, 70 ms of breath.
std::vector<float> Laughter(int bursts) {
  std::vector<std::vector<float>> parts = {Silence(0.3)};
  for (int i = 0; i < bursts; ++i) {
    std::vector<float> ha = Buzz(0.07, [i](double) { return 330 - 12 * i; });
    for (size_t j = 0; j < ha.size(); ++j) {
      ha[j] *= static_cast<float>(std::sin(3.14159 * static_cast<double>(j) /
                                           static_cast<double>(ha.size())));
    }
    parts.push_back(Louder(ha, -i));
    parts.push_back(Noise(0.07, 0.004, static_cast<unsigned>(i)));
  }
  parts.push_back(Silence(0.3));
  return Joined(parts);
}

TEST(VocalEventsTest, LaughterIsRegularBurstsOfOneVowel) {
  const auto events = EventsIn(Laughter(8));
  const VocalEvent* laugh = Find(events, VocalEventKind::kLaugh);
  ASSERT_TRUE(laugh);
  EXPECT_GE(laugh->confidence, 0.7f);
  EXPECT_NEAR(static_cast<double>(laugh->start_ms), 320, 80);
  EXPECT_NEAR(static_cast<double>(laugh->end_ms), 1340, 150);
}

TEST(VocalEventsTest, BurstsThatTheWordsExplainAreSyllables) {
  EXPECT_FALSE(Find(EventsIn(Laughter(8), "one two three four five six seven eight"),
                    VocalEventKind::kLaugh));
}

TEST(VocalEventsTest, ThreeBurstsAreNoLaughter) {
  EXPECT_FALSE(Find(EventsIn(Laughter(3)), VocalEventKind::kLaugh));
}

TEST(VocalEventsTest, WrittenLaughterIsEvidence) {
  EXPECT_TRUE(Find(EventsIn(Buzz(1, [](double) { return 200.0; }), "哈哈，真的吗"),
                   VocalEventKind::kLaugh));
}

TEST(VocalEventsTest, ALongFadingBreathIsASighAndAShortOneABreath) {
  const auto fade = [](double x) { return x < 0.15 ? x / 0.15 : 1 - (x - 0.15) / 0.85 * 0.8; };
  const auto sigh = EventsIn(Joined({Silence(1), ShapedNoise(1.1, 0.02, fade), Silence(1)}));
  ASSERT_TRUE(Find(sigh, VocalEventKind::kSigh));
  EXPECT_NEAR(static_cast<double>(Find(sigh, VocalEventKind::kSigh)->start_ms), 1000, 80);
  const auto breath = EventsIn(Joined({Silence(1), ShapedNoise(0.4, 0.02, fade), Silence(1)}));
  EXPECT_FALSE(Find(breath, VocalEventKind::kSigh));
  EXPECT_TRUE(Find(breath, VocalEventKind::kBreath));
}

TEST(VocalEventsTest, RoomNoiseIsNoBreath) {
  EXPECT_TRUE(EventsIn(Noise(4, 0.01)).empty());
  EXPECT_TRUE(EventsIn(Silence(4)).empty());
  EXPECT_TRUE(EventsIn(std::vector<float>(64000)).empty());
  EXPECT_TRUE(EventsIn({}).empty());
}

TEST(VocalEventsTest, ASuddenBurstWithoutWordsIsACough) {
  const auto burst = [](double x) { return std::exp(-4 * x); };
  const auto cough = Joined({Silence(0.5), ShapedNoise(0.25, 0.2, burst), Silence(0.5)});
  EXPECT_TRUE(Find(EventsIn(cough), VocalEventKind::kCough));
  EXPECT_FALSE(Find(EventsIn(cough, "stop"), VocalEventKind::kCough)) << "words have such bursts";
}

TEST(VocalEventsTest, ADrawnOutSoundIsAHesitation) {
  const auto um = Joined({Silence(0.3), Buzz(0.8, [](double) { return 140.0; }), Silence(0.3)});
  const auto told = EventsIn(um, "嗯…");
  ASSERT_TRUE(Find(told, VocalEventKind::kHesitation));
  EXPECT_GE(Find(told, VocalEventKind::kHesitation)->confidence, 0.8f);
  EXPECT_FALSE(Find(EventsIn(um, "我们走吧"), VocalEventKind::kHesitation));
}

// Read speech has breaths but nobody laughs, coughs or sighs in it.
TEST(VocalEventsTest, ReadSpeechHasNoEventsWorthTelling) {
  for (const auto& clip : testing::ReadSpeechClips(VV_SOURCE_DIR)) {
    for (const VocalEvent& event : EventsIn(clip.samples, clip.text)) {
      EXPECT_EQ(event.kind, VocalEventKind::kBreath)
          << clip.file << " " << VocalEventName(event.kind) << " at " << event.start_ms;
    }
  }
}

}  // namespace
}  // namespace vivavoce::hearing::vocal_events_test
