#include "audio/echo_detector.h"

#include <gtest/gtest.h>

#include <cmath>

#include "audio/testing/babble.h"
#include "audio/testing/recorded_speech.h"

namespace vivavoce::audio::echo_detector_test {
namespace {

constexpr size_t kFrame = EchoDetector::kFrameSamples;
constexpr size_t kSecond = 16000 / kFrame;

std::vector<float> Quiet(size_t count) {
  std::mt19937 random(9);
  std::normal_distribution<float> normal(0, 0.0005f);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = normal(random);
  return samples;
}

std::vector<float> Sum(std::vector<float> a, const std::vector<float>& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}

class Listener {
 public:
  EchoDetector detector;

  // Returns the share of frames that were taken for an echo.
  double Add(const std::vector<float>& played, const std::vector<float>& heard, size_t from,
             size_t to) {
    int echoes = 0;
    for (size_t frame = from; frame < to; ++frame) {
      detector.Add(std::span(played).subspan(frame * kFrame, kFrame),
                   std::span(heard).subspan(frame * kFrame, kFrame));
      echoes += detector.is_echo();
    }
    return echoes / static_cast<double>(to - from);
  }
};

TEST(EchoDetectorTest, TheDelayIsFoundSoonAndTheEchoKnown) {
  const std::vector<float> played = Babble(8, 1);
  for (const size_t delay : {320u, 800u, 3000u, 9600u}) {
    for (const double db : {-3, -20}) {
      SCOPED_TRACE(delay);
      SCOPED_TRACE(db);
      const auto heard = Sum(InRoom(played, delay, db), Quiet(played.size()));
      Listener listener;
      EXPECT_TRUE(listener.detector.undecided());
      listener.Add(played, heard, 0, 3 * kSecond / 2 + delay / kFrame);
      ASSERT_TRUE(listener.detector.delay_frames());
      EXPECT_FALSE(listener.detector.undecided());
      EXPECT_NEAR(static_cast<double>(*listener.detector.delay_frames()),
                  static_cast<double>(delay) / kFrame, 1.6);
      EXPECT_GT(listener.Add(played, heard, 3 * kSecond / 2 + delay / kFrame, 7 * kSecond), 0.8);
    }
  }
}

bool IsLoud(std::span<const float> frame) {
  double power = 0;
  for (const float sample : frame) power += sample * sample;
  return power > 1e-4 * static_cast<double>(frame.size());  // -40 dBFS
}

// Real speech, every recording over every other.
class RecordedEchoTest : public ::testing::TestWithParam<double> {};

TEST_P(RecordedEchoTest, IsKnownAndAnotherVoiceIsNone) {
  std::vector<std::vector<float>> voices;
  for (const char* name : {"jfk", "aishell-BAC009S0724W0121", "librispeech-6930-75918-0000",
                           "librispeech-7902-96591-0001"}) {
    voices.push_back(RecordedSpeech(name));
    ASSERT_FALSE(voices.back().empty());
  }
  double echo = 0, alone = 0, both = 0, loud_frames = 0;
  size_t pairs = 0, found_early = 0;
  for (size_t p = 0; p < voices.size(); ++p) {
    const std::vector<float>& played = voices[p];
    const size_t frames = played.size() / kFrame;
    const size_t delay = 1600 * (p + 1);
    const auto in_room = Sum(InRoom(played, delay, GetParam()), Quiet(played.size()));
    Listener listener;
    listener.Add(played, in_room, 0, kSecond + delay / kFrame);
    found_early += listener.detector.delay_frames().has_value();
    echo += listener.Add(played, in_room, kSecond + delay / kFrame, frames);
    for (size_t u = 0; u < voices.size(); ++u) {
      if (u == p) continue;
      ++pairs;
      std::vector<float> user = voices[u];
      user.resize(played.size());
      Listener headphones;
      alone += headphones.Add(played, Sum(user, Quiet(user.size())), 0, frames);
      const auto over_it = Sum(user, in_room);
      for (size_t frame = 0; frame + 1 < frames; ++frame) {
        const bool loud = IsLoud(std::span(user).subspan(frame * kFrame, kFrame));
        const double taken = listener.Add(played, over_it, frame, frame + 1);
        if (loud) both += taken;
        loud_frames += loud;
      }
    }
  }
  const auto n = static_cast<double>(pairs);
  EXPECT_GE(found_early, voices.size() - 1);
  EXPECT_GT(echo / static_cast<double>(voices.size()), 0.8);
  EXPECT_LT(alone / n, 0.03);
  EXPECT_LT(both / loud_frames, 0.1);
}

INSTANTIATE_TEST_SUITE_P(DbDown, RecordedEchoTest, ::testing::Values(-6.0, -20.0, -30.0),
                         [](const auto& info) {
                           return std::to_string(-static_cast<int>(info.param));
                         });

TEST(EchoDetectorTest, AVoiceOverTheEchoIsHeard) {
  const std::vector<float> played = Babble(10, 1);
  auto heard = Sum(InRoom(played, 2000, -15), Quiet(played.size()));
  const std::vector<float> user = Babble(10, 2);
  for (size_t i = 4 * 16000; i < heard.size(); ++i) heard[i] += user[i];
  Listener listener;
  EXPECT_GT(listener.Add(played, heard, 0, 4 * kSecond), 0.6);
  EXPECT_LT(listener.Add(played, heard, 4 * kSecond + 8, 9 * kSecond), 0.1);
}

TEST(EchoDetectorTest, AQuietMicrophoneIsKnownToHearNothing) {
  const std::vector<float> played = Babble(3, 1);
  Listener listener;
  listener.Add(played, Quiet(played.size()), 0, 2 * kSecond);
  EXPECT_FALSE(listener.detector.undecided());
  EXPECT_FALSE(listener.detector.delay_frames());
}

TEST(EchoDetectorTest, AnEchoThatMovesIsFollowed) {
  const std::vector<float> played = Babble(10, 1);
  auto heard = InRoom(played, 1000, -10);
  const auto later = InRoom(played, 6000, -10);
  std::copy(later.begin() + 5 * 16000, later.end(), heard.begin() + 5 * 16000);
  Listener listener;
  listener.Add(played, heard, 0, 5 * kSecond);
  EXPECT_NEAR(static_cast<double>(listener.detector.delay_frames().value()), 1000.0 / kFrame, 1.6);
  listener.Add(played, heard, 5 * kSecond, 7 * kSecond);
  EXPECT_NEAR(static_cast<double>(listener.detector.delay_frames().value()), 6000.0 / kFrame, 1.6);
  EXPECT_GT(listener.Add(played, heard, 7 * kSecond, 9 * kSecond), 0.8);
}

TEST(EchoDetectorTest, AfterAGapTheDelayIsKept) {
  const std::vector<float> played = Babble(6, 1);
  const auto heard = InRoom(played, 2000, -10);
  Listener listener;
  listener.Add(played, heard, 0, 2 * kSecond);
  const auto delay = listener.detector.delay_frames();
  ASSERT_TRUE(delay);
  listener.detector.Restart();
  EXPECT_EQ(listener.detector.delay_frames(), delay);
  EXPECT_FALSE(listener.detector.is_echo());
  EXPECT_GT(listener.Add(played, heard, 3 * kSecond, 5 * kSecond), 0.6);
}

}  // namespace
}  // namespace vivavoce::audio::echo_detector_test
