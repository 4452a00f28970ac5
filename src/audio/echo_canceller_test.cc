#include "audio/echo_canceller.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "audio/testing/babble.h"
#include "audio/testing/recorded_speech.h"

namespace vivavoce::audio::echo_canceller_test {
namespace {

constexpr size_t kRate = EchoCanceller::kRateHz;

double Db(const std::vector<float>& samples, double from_s, double to_s) {
  double power = 1e-12;
  const auto from = static_cast<size_t>(from_s * kRate), to = static_cast<size_t>(to_s * kRate);
  for (size_t i = from; i < to; ++i) power += samples[i] * samples[i];
  return 10 * std::log10(power / static_cast<double>(to - from));
}

// Plays and hears in pieces of 20 ms, what is played 200 ms ahead as a server sends it.
std::vector<float> Talk(EchoCanceller& canceller, const std::vector<float>& played,
                        const std::vector<float>& heard, double* echo_share = nullptr) {
  std::vector<float> output;
  size_t sent = 0;
  int echoes = 0, pieces = 0;
  for (size_t at = 0; at + 320 <= heard.size(); at += 320) {
    if (sent <= at + 3200 && sent < played.size()) {
      const size_t count = std::min<size_t>(1600, played.size() - sent);
      canceller.Play(std::span(played).subspan(sent, count));
      sent += count;
    }
    canceller.Process(std::span(heard).subspan(at, 320), output);
    if (at >= kRate) {
      ++pieces;
      echoes += canceller.is_echo();
    }
  }
  if (echo_share) *echo_share = echoes / static_cast<double>(pieces);
  return output;
}

TEST(EchoCancellerTest, AnEchoBecomesQuieterAndIsNamed) {
  const std::vector<float> played = Babble(8, 1);
  const std::vector<float> heard = InRoom(played, 4000, -10);
  EchoCanceller canceller;
  double echo_share = 0;
  const std::vector<float> output = Talk(canceller, played, heard, &echo_share);
  EXPECT_LT(Db(output, 4, 7.9), Db(heard, 4, 7.9) - 10);
  EXPECT_GT(echo_share, 0.75);
}

TEST(EchoCancellerTest, TheUserComesThroughAtTheSamePlace) {
  const std::vector<float> played = Babble(10, 1);
  const std::vector<float> user = Babble(10, 2);
  std::vector<float> heard = InRoom(played, 2400, -15);
  for (size_t i = 5 * kRate; i < heard.size(); ++i) heard[i] += user[i];
  EchoCanceller canceller;
  const std::vector<float> output = Talk(canceller, played, heard);
  std::vector<float> rest(output);
  for (size_t i = 5 * kRate; i < rest.size(); ++i) rest[i] -= user[i];
  EXPECT_LT(Db(rest, 5.5, 9.5), Db(user, 5.5, 9.5) - 12);
}

TEST(EchoCancellerTest, WhereNothingPlaysNothingIsChanged) {
  const std::vector<float> user = Babble(6, 2);
  EchoCanceller canceller;
  EXPECT_FALSE(canceller.undecided());
  const std::vector<float> output = Talk(canceller, {}, user);
  EXPECT_EQ(output, std::vector<float>(user.begin(), user.begin() + output.size()));
}

TEST(EchoCancellerTest, AUserWithHeadphonesStaysAsTheyAre) {
  const std::vector<float> user = RecordedSpeech("jfk");
  EchoCanceller canceller;
  double echo_share = 1;
  std::vector<float> output =
      Talk(canceller, RecordedSpeech("librispeech-7902-96591-0001"), user, &echo_share);
  EXPECT_LT(echo_share, 0.03);
  const double level = Db(user, 1, 10);
  for (size_t i = 0; i < output.size(); ++i) output[i] -= user[i];
  EXPECT_LT(Db(output, 1, 10), level - 15);
}

// The user puts on headphones, or the echo was none: our own voice must not get in by the filter.
TEST(EchoCancellerTest, ItNeverAddsOurVoice) {
  const std::vector<float> played = Babble(8, 1);
  std::vector<float> heard = InRoom(played, 2400, -10);
  std::fill(heard.begin() + 4 * kRate, heard.end(), 0.0f);
  EchoCanceller canceller;
  const std::vector<float> output = Talk(canceller, played, heard);
  EXPECT_LT(Db(output, 2, 3.9), Db(heard, 2, 3.9) - 6);
  EXPECT_TRUE(std::all_of(output.begin() + 4 * kRate + 256, output.end(),
                          [](float x) { return x == 0; }));
}

TEST(EchoCancellerTest, WhatIsHeldComesOutAtTheEnd) {
  EchoCanceller canceller;
  const std::vector<float> user = Babble(1, 2);
  std::vector<float> output;
  canceller.Process(std::span(user).first(1000), output);
  EXPECT_EQ(output.size(), 768u);
  canceller.Flush(output);
  EXPECT_EQ(output, std::vector<float>(user.begin(), user.begin() + 1000));
}

TEST(EchoCancellerTest, WhatWasPlayedWhileNothingWasHeardIsForgotten) {
  const std::vector<float> played = Babble(8, 1);
  EchoCanceller canceller;
  canceller.Play(played);
  // Now the microphone is on, and hears the end of it.
  const std::vector<float> end(played.end() - EchoCanceller::kLongestWait, played.end());
  const std::vector<float> heard = InRoom(end, 1600, -10);
  std::vector<float> output;
  bool known = false;
  for (size_t at = 0; at + 320 <= heard.size(); at += 320) {
    canceller.Process(std::span(heard).subspan(at, 320), output);
    known |= canceller.is_echo();
  }
  EXPECT_TRUE(known);
}

TEST(EchoCancellerTest, WhatWasStoppedIsNotExpected) {
  const std::vector<float> played = Babble(4, 1);
  EchoCanceller canceller;
  canceller.Play(played);
  std::vector<float> output;
  canceller.Process(std::vector<float>(kRate / 2), output);
  EXPECT_TRUE(canceller.undecided());
  canceller.StopPlaying();
  canceller.Process(std::vector<float>(2 * kRate), output);
  EXPECT_FALSE(canceller.undecided());
}

}  // namespace
}  // namespace vivavoce::audio::echo_canceller_test
