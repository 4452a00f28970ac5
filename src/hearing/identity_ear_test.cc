// From sound to speakers, with an encoder that hears only which bands sound.
#include "hearing/identity_ear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "hearing/testing/made_voices.h"
#include "hearing/testing/tone_encoder.h"
#include "hearing/tone_description.h"
#include "hearing/voice_perceiver.h"

namespace vivavoce::hearing::identity_ear_test {
namespace {

using testing::Buzz;
using testing::Joined;
using testing::Louder;
using testing::Noise;
using testing::Silence;

std::vector<float> Low(double seconds) {
  return Buzz(seconds, [](double) { return 110.0; });
}
std::vector<float> High(double seconds) {
  return Buzz(seconds, [](double) { return 300.0; });
}
int64_t Ms(const std::vector<float>& samples) { return static_cast<int64_t>(samples.size()) / 16; }

TEST(SpeakerMelsTest, AToneIsInItsBandWithThePowerOfTheWindow) {
  SpeakerMels mels(0);
  std::vector<float> tone(16000);
  for (size_t i = 0; i < tone.size(); ++i) {
    tone[i] = std::sin(2 * std::numbers::pi_v<float> * 1000 * static_cast<float>(i) / 16000);
  }
  mels.Push(tone);
  EXPECT_EQ(mels.begin(), 0);
  EXPECT_EQ(mels.end(), 99) << "the last frame needs 12.5 ms behind its middle";
  const auto& power = mels.At(50).power;
  const auto loudest = std::ranges::max_element(power) - power.begin();
  // 40 bands to 8 kHz are 1.1 mels apart on Slaney's scale; 1 kHz is 15 mels.
  EXPECT_NEAR(static_cast<double>(loudest), 15 / (45.2456 / 41) - 1, 0.6);
  EXPECT_NEAR(mels.At(50).mean_square, 0.5, 0.01);
}

TEST(SpeakerMelsTest, PiecesOfAnyLengthGiveTheSameFrames) {
  const auto samples = Low(0.5);
  SpeakerMels whole(0), pieces(0);
  whole.Push(samples);
  for (size_t i = 0; i < samples.size(); i += 37) {
    pieces.Push(std::span(samples).subspan(i, std::min<size_t>(37, samples.size() - i)));
  }
  ASSERT_EQ(whole.end(), pieces.end());
  for (int64_t i = 0; i < whole.end(); ++i) EXPECT_EQ(whole.At(i).power, pieces.At(i).power);
}

TEST(SpeakerMelsTest, BeginsInTheMiddleOfAConversation) {
  SpeakerMels mels(16000 + 50);
  EXPECT_EQ(mels.begin(), 101);
  mels.Push(std::vector<float>(160 * 3 + 110));
  EXPECT_EQ(mels.end(), 103);
}

class IdentityEarTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = VoicePerceiver::Create();
    ASSERT_TRUE(made);
    perceiver_ = std::make_unique<VoicePerceiver>(std::move(*made));
    perceiver_->TellSpeakersApart(encoder_);
  }
  // A turn and the silence behind it.
  Perception Say(const std::vector<float>& samples, double silence = 0.3) {
    const int64_t from = now_ms_;
    perceiver_->Push(samples);
    perceiver_->Push(Silence(silence));
    now_ms_ += Ms(samples) + static_cast<int64_t>(silence * 1000);
    const Perception heard = perceiver_->Perceive(from, from + Ms(samples), "", false);
    perceiver_->Learn(heard);
    return heard;
  }

  testing::ToneEncoder encoder_;
  std::unique_ptr<VoicePerceiver> perceiver_;
  int64_t now_ms_ = 0;
};

TEST_F(IdentityEarTest, TwoVoicesAreToldApartAndEachIsKnownAgain) {
  EXPECT_EQ(Say(Low(2)).identity->verdict, SpeakerVerdict::kNew);
  EXPECT_EQ(Say(Low(2)).identity->speaker, 1);
  const auto other = Say(High(2));
  EXPECT_EQ(other.identity->verdict, SpeakerVerdict::kNew);
  EXPECT_EQ(other.identity->speaker, 2);
  const auto back = Say(Low(2));
  EXPECT_EQ(back.identity->verdict, SpeakerVerdict::kSame);
  EXPECT_EQ(back.identity->speaker, 1);
}

TEST_F(IdentityEarTest, OnlySomebodyNewIsWorthAWord) {
  const auto told = [&](const std::vector<float>& samples) {
    const Perception heard = Say(samples);
    const bool zh = DescribeTone(heard, Language::kChinese).starts_with("现在说话的是另一个人");
    const bool en =
        DescribeTone(heard, Language::kEnglish).starts_with("somebody else is speaking now");
    EXPECT_EQ(zh, en);
    return en;
  };
  EXPECT_FALSE(told(Low(2))) << "the first is not somebody else";
  EXPECT_TRUE(told(High(2)));
  EXPECT_FALSE(told(Low(2))) << "known already";
}

TEST_F(IdentityEarTest, EachVoiceIsComparedWithItsOwnUsual) {
  for (int i = 0; i < 3; ++i) Say(Low(2));
  const auto stranger = Say(Louder(High(2), -12));
  EXPECT_FALSE(stranger.deviation.level) << "nothing is usual for a stranger";
  Say(Louder(High(2), -12));
  EXPECT_NEAR(Say(Louder(High(2), -12)).deviation.level.value(), 0, 0.3);
  EXPECT_NEAR(Say(Low(2)).deviation.level.value(), 0, 0.3) << "the old usual is back";
}

TEST_F(IdentityEarTest, LittleVoiceNoiseAndSilenceAreUnknown) {
  Say(Low(2));
  for (const auto& sound : {High(1), Noise(2, 0.1), Silence(2)}) {
    const auto heard = Say(sound);
    EXPECT_EQ(heard.identity->verdict, SpeakerVerdict::kUnknown);
    EXPECT_EQ(heard.identity->judgement, 0);
  }
  EXPECT_EQ(Say(High(2)).identity->speaker, 2) << "nobody was learnt from them";
}

TEST_F(IdentityEarTest, QuietVoicesAreRaised) {
  Say(Low(2), /*silence=*/2);
  EXPECT_EQ(Say(Louder(Low(2), -35)).identity->speaker, 1);
}

TEST_F(IdentityEarTest, WithoutConsentNothingIsToldAndStoppingForgets) {
  Say(Low(2));
  Say(High(2));
  perceiver_->StopTellingSpeakersApart();
  EXPECT_FALSE(Say(High(2)).identity);
  perceiver_->TellSpeakersApart(encoder_);
  const auto heard = Say(Low(2));
  EXPECT_EQ(heard.identity->verdict, SpeakerVerdict::kNew);
  EXPECT_EQ(heard.identity->speaker, 1);
}

TEST(IdentityEarSoundTest, AStretchSoundsTheSameHoweverItCameIn) {
  const testing::ToneEncoder encoder;
  const auto samples = Joined({Silence(0.5), Low(1), Silence(0.4), High(1.5), Silence(0.5)});
  std::vector<VoiceSample> voices;
  for (const size_t piece : {size_t{512}, size_t{100}, samples.size()}) {
    auto frames = VoiceFrames::Create();
    IdentityEar ear(encoder, 0);
    for (size_t i = 0; i < samples.size(); i += piece) {
      const auto part = std::span(samples).subspan(i, std::min(piece, samples.size() - i));
      frames->Push(part);
      ear.Push(part, *frames);
    }
    voices.push_back(ear.Voice(0, Ms(samples) / 10, *frames));
    EXPECT_NEAR(voices.back().seconds, 2.5 + 4 * 0.08, 0.1) << "and what is near";
    // Another stretch, and the first one again.
    const VoiceSample part = ear.Voice(180, Ms(samples) / 10, *frames);
    EXPECT_NEAR(part.seconds, 1.6, 0.1);
    EXPECT_LT(Cosine(part.print, voices.back().print), 0.999f);
    EXPECT_GT(Cosine(ear.Voice(0, Ms(samples) / 10, *frames).print, voices.back().print), 0.9999f);
  }
  for (const VoiceSample& voice : voices) EXPECT_EQ(voice.print, voices[0].print);
}

}  // namespace
}  // namespace vivavoce::hearing::identity_ear_test
