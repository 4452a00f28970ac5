#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "audio/loudness.h"
#include "audio/sound_decoder.h"
#include "audio/sound_encoder.h"

namespace vivavoce::audio::sound_codec_test {
namespace {

constexpr int kRate = 24000;

std::vector<float> Tone(double seconds) {
  std::vector<float> samples(static_cast<size_t>(seconds * kRate));
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.4f * std::sin(2 * 3.14159265f * 440.0f * static_cast<float>(i) / kRate);
  }
  return samples;
}

std::string EncodeInPieces(SoundFormat format, std::span<const float> samples, int rate = kRate) {
  auto encoder = SoundEncoder::Create(format, rate);
  EXPECT_TRUE(encoder) << encoder.error().ToString();
  std::string bytes;
  for (size_t at = 0; at < samples.size(); at += 5000) {
    bytes += *(*encoder)->Encode(samples.subspan(at, std::min<size_t>(5000, samples.size() - at)));
  }
  return bytes + *(*encoder)->Finish();
}

std::span<const uint8_t> Bytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(SoundCodecTest, EveryFileFormatComesBackAsLongAndAsLoud) {
  const std::vector<float> tone = Tone(1.5);
  for (const auto format :
       {SoundFormat::kWav, SoundFormat::kMp3, SoundFormat::kOpus, SoundFormat::kFlac}) {
    SCOPED_TRACE(SoundFormatName(format));
    const auto back = DecodeSound(Bytes(EncodeInPieces(format, tone)), 16000, 60);
    ASSERT_TRUE(back) << back.error().ToString();
    // mp3 pads to whole frames at both ends.
    EXPECT_NEAR(static_cast<double>(back->size()) / 16000, 1.5, 0.15);
    EXPECT_NEAR(RmsDbfs(*back), RmsDbfs(tone), 1.0f);
  }
}

TEST(SoundCodecTest, BytesComeBeforeTheEnd) {
  const std::vector<float> tone = Tone(2);
  for (const auto format : {SoundFormat::kWav, SoundFormat::kPcm, SoundFormat::kMp3,
                            SoundFormat::kOpus, SoundFormat::kFlac}) {
    auto encoder = SoundEncoder::Create(format, kRate);
    ASSERT_TRUE(encoder);
    EXPECT_GT((*encoder)->Encode(tone)->size(), 2000u) << SoundFormatName(format);
  }
}

TEST(SoundCodecTest, PcmIsTwoBytesASample) {
  EXPECT_EQ(EncodeInPieces(SoundFormat::kPcm, Tone(0.5)).size(), kRate / 2 * 2u);
}

TEST(SoundCodecTest, RatesAreCheckedByFormat) {
  EXPECT_FALSE(SoundEncoder::Create(SoundFormat::kOpus, 22050));
  EXPECT_TRUE(SoundEncoder::Create(SoundFormat::kMp3, 22050));
  const auto odd = SoundEncoder::Create(SoundFormat::kWav, 11025);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().field, "sample_rate");
  for (const int rate : {8000, 16000, 48000}) {
    EXPECT_TRUE(SoundEncoder::Create(SoundFormat::kMp3, rate)) << rate;
    EXPECT_TRUE(SoundEncoder::Create(SoundFormat::kOpus, rate)) << rate;
  }
}

TEST(SoundCodecTest, OtherFilesAreNamedAndLongOnesRefused) {
  EXPECT_THAT(DecodeSound(Bytes("<html>"), 16000, 60).error().message,
              ::testing::HasSubstr("flac"));
  EXPECT_FALSE(DecodeSound({}, 16000, 60));
  for (const auto format : {SoundFormat::kWav, SoundFormat::kFlac}) {
    const auto back = DecodeSound(Bytes(EncodeInPieces(format, Tone(3))), 16000, 2);
    ASSERT_FALSE(back);
    EXPECT_THAT(back.error().message, ::testing::HasSubstr("longer than 2"));
  }
}

TEST(SoundCodecTest, DamagedFilesNeverCrash) {
  std::mt19937 random(7);
  for (const auto format :
       {SoundFormat::kWav, SoundFormat::kMp3, SoundFormat::kOpus, SoundFormat::kFlac}) {
    const std::string whole = EncodeInPieces(format, Tone(0.3));
    for (int round = 0; round < 60; ++round) {
      std::string damaged =
          whole.substr(0, round % 3 == 0 ? random() % whole.size() + 1 : whole.size());
      for (int i = 0; i < 20; ++i) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      const auto back = DecodeSound(Bytes(damaged), 16000, 60);
      if (!back) {
        EXPECT_FALSE(back.error().message.empty());
      }
    }
  }
}

}  // namespace
}  // namespace vivavoce::audio::sound_codec_test
