#include "audio/sample_convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vivavoce::audio::sample_convert_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SampleConvertTest, EveryPcm16ValueSurvivesTheRoundTrip) {
  for (int value = -32768; value <= 32767; ++value) {
    ASSERT_EQ(FloatToPcm16(Pcm16ToFloat(static_cast<int16_t>(value))), value);
  }
}

TEST(SampleConvertTest, FloatsBeyondFullScaleAreClippedNotWrapped) {
  EXPECT_EQ(FloatToPcm16(1.0f), 32767);
  EXPECT_EQ(FloatToPcm16(7.5f), 32767);
  EXPECT_EQ(FloatToPcm16(-7.5f), -32768);
  EXPECT_EQ(FloatToPcm16(std::numeric_limits<float>::infinity()), 32767);
  EXPECT_EQ(FloatToPcm16(-std::numeric_limits<float>::infinity()), -32768);
  EXPECT_EQ(FloatToPcm16(std::nanf("")), 0);
}

TEST(SampleConvertTest, BytesAreLittleEndian) {
  EXPECT_THAT(FloatToPcm16Bytes(std::vector<float>{0.5f, -1.0f}),
              ElementsAre(0x00, 0x40, 0x00, 0x80));
  EXPECT_THAT(Pcm16BytesToFloat(std::vector<uint8_t>{0x00, 0x40, 0x00, 0x80}),
              ElementsAre(0.5f, -1.0f));
}

TEST(SampleConvertTest, ALastOddByteIsIgnored) {
  EXPECT_THAT(Pcm16BytesToFloat(std::vector<uint8_t>{0x00, 0x40, 0x7f}), ElementsAre(0.5f));
  EXPECT_THAT(Pcm16BytesToFloat(std::vector<uint8_t>{0x7f}), IsEmpty());
}

TEST(Pcm16DecoderTest, ChunkBordersDoNotMatter) {
  std::vector<uint8_t> bytes;
  for (int i = 0; i < 60; ++i) bytes.push_back(static_cast<uint8_t>(i * 37));
  const std::vector<float> whole = Pcm16BytesToFloat(bytes);
  for (size_t chunk = 1; chunk <= 7; ++chunk) {
    Pcm16Decoder decoder;
    std::vector<float> joined;
    for (size_t at = 0; at < bytes.size(); at += chunk) {
      const auto part = std::span(bytes).subspan(at, std::min(chunk, bytes.size() - at));
      const std::vector<float> decoded = decoder.Decode(part);
      joined.insert(joined.end(), decoded.begin(), decoded.end());
      EXPECT_THAT(decoder.Decode({}), IsEmpty());
    }
    EXPECT_EQ(joined, whole) << "chunks of " << chunk;
    EXPECT_FALSE(decoder.holds_half_sample());
  }
}

TEST(Pcm16DecoderTest, ResetForgetsTheHalfSample) {
  Pcm16Decoder decoder;
  EXPECT_THAT(decoder.Decode(std::vector<uint8_t>{0x55}), IsEmpty());
  EXPECT_TRUE(decoder.holds_half_sample());
  decoder.Reset();
  EXPECT_THAT(decoder.Decode(std::vector<uint8_t>{0x00, 0x40}), ElementsAre(0.5f));
}

}  // namespace
}  // namespace vivavoce::audio::sample_convert_test
