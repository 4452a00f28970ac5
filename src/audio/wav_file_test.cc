#include "audio/wav_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <optional>
#include <random>
#include <string>

#include "audio/wav_writer.h"

namespace vivavoce::audio::wav_file_test {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Bytes = std::vector<uint8_t>;

void Put(Bytes& bytes, uint64_t value, int width) {
  for (int i = 0; i < width; ++i) bytes.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void Tag(Bytes& bytes, std::string_view tag) { bytes.insert(bytes.end(), tag.begin(), tag.end()); }

struct WavSpec {
  int codec = 1, channels = 1, rate = 16000, bits = 16;
  Bytes data;
  std::string riff = "RIFF";
  std::optional<uint32_t> riff_size, data_size;
  Bytes before_data;  // whole chunks
  Bytes after_data;
  bool extensible = false, with_fmt = true;
};

Bytes Build(const WavSpec& spec) {
  Bytes body;
  Tag(body, "WAVE");
  if (spec.with_fmt) {
    Tag(body, "fmt ");
    Put(body, spec.extensible ? 40 : 16, 4);
    Put(body, spec.extensible ? 0xfffe : static_cast<uint64_t>(spec.codec), 2);
    Put(body, static_cast<uint64_t>(spec.channels), 2);
    Put(body, static_cast<uint64_t>(spec.rate), 4);
    Put(body, static_cast<uint64_t>(spec.rate * spec.channels * spec.bits / 8), 4);
    Put(body, static_cast<uint64_t>(spec.channels * spec.bits / 8), 2);
    Put(body, static_cast<uint64_t>(spec.bits), 2);
    if (spec.extensible) {
      Put(body, 22, 2);
      Put(body, static_cast<uint64_t>(spec.bits), 2);
      Put(body, 0, 4);
      Put(body, static_cast<uint64_t>(spec.codec), 2);
      for (const int b : {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71}) {
        body.push_back(static_cast<uint8_t>(b));
      }
    }
  }
  body.insert(body.end(), spec.before_data.begin(), spec.before_data.end());
  Tag(body, "data");
  Put(body, spec.data_size.value_or(static_cast<uint32_t>(spec.data.size())), 4);
  body.insert(body.end(), spec.data.begin(), spec.data.end());
  body.insert(body.end(), spec.after_data.begin(), spec.after_data.end());
  Bytes file;
  Tag(file, spec.riff);
  Put(file, spec.riff_size.value_or(static_cast<uint32_t>(body.size())), 4);
  file.insert(file.end(), body.begin(), body.end());
  return file;
}

std::vector<float> Samples(const WavSpec& spec) {
  const auto wav = ParseWav(Build(spec));
  EXPECT_TRUE(wav) << wav.error().message;
  return wav ? wav->samples : std::vector<float>{};
}

std::string ErrorOf(const Bytes& bytes) {
  const auto wav = ParseWav(bytes);
  if (wav) return "parsed";
  EXPECT_EQ(wav.error().code, ErrorCode::kInvalidArgument);
  return wav.error().message;
}

TEST(WavFileTest, EverySampleFormatIsRead) {
  EXPECT_THAT(Samples({.bits = 8, .data = {0, 128, 192}}), ElementsAre(-1.0f, 0.0f, 0.5f));
  EXPECT_THAT(Samples({.data = {0, 0x80, 0, 0, 0, 0x40}}), ElementsAre(-1.0f, 0.0f, 0.5f));
  EXPECT_THAT(Samples({.bits = 24, .data = {0, 0, 0x80, 0, 0, 0x40}}), ElementsAre(-1.0f, 0.5f));
  EXPECT_THAT(Samples({.bits = 32, .data = {0, 0, 0, 0x80, 0, 0, 0, 0x40}}),
              ElementsAre(-1.0f, 0.5f));
  WavSpec floats{.codec = 3, .bits = 32};
  for (const float f : {0.25f, -3.0f, std::nanf("")})
    Put(floats.data, std::bit_cast<uint32_t>(f), 4);
  EXPECT_THAT(Samples(floats), ElementsAre(0.25f, -1.0f, 0.0f));
  WavSpec doubles{.codec = 3, .bits = 64};
  Put(doubles.data, std::bit_cast<uint64_t>(-0.125), 8);
  EXPECT_THAT(Samples(doubles), ElementsAre(-0.125f));
  EXPECT_THAT(Samples({.codec = 7, .rate = 8000, .bits = 8, .data = {0xff, 0x80}}),
              ElementsAre(0.0f, FloatNear(0.98f, 0.001f)));
  EXPECT_THAT(Samples({.codec = 6, .rate = 8000, .bits = 8, .data = {0xaa, 0x2a}}),
              ElementsAre(FloatNear(0.984f, 0.001f), FloatNear(-0.984f, 0.001f)));
}

TEST(WavFileTest, ExtensibleFormatsAreReadLikePlainOnes) {
  EXPECT_THAT(Samples({.data = {0, 0x40}, .extensible = true}), ElementsAre(0.5f));
  WavSpec floats{.codec = 3, .bits = 32, .extensible = true};
  Put(floats.data, std::bit_cast<uint32_t>(0.25f), 4);
  EXPECT_THAT(Samples(floats), ElementsAre(0.25f));
}

TEST(WavFileTest, ChannelsAreAveraged) {
  EXPECT_THAT(Samples({.channels = 2, .data = {0, 0x40, 0, 0}}), ElementsAre(0.25f));
  EXPECT_THAT(Samples({.channels = 3, .bits = 8, .data = {255, 128, 1, 128, 128}}),
              ElementsAre(0.0f))
      << "the incomplete last frame is dropped";
}

TEST(WavFileTest, UnknownChunksAreSkippedWithTheirPadByte) {
  Bytes chunk;
  Tag(chunk, "LIST");
  Put(chunk, 3, 4);
  Tag(chunk, std::string_view("abc\0", 4));
  EXPECT_THAT(Samples({.data = {0, 0x40}, .before_data = chunk}), ElementsAre(0.5f));
}

TEST(WavFileTest, WhatFollowsTheDataChunkIsNotSound) {
  Bytes chunk;
  Tag(chunk, "LIST");
  Put(chunk, 2, 4);
  Tag(chunk, "xy");
  EXPECT_THAT(Samples({.data = {0, 0x40}, .after_data = chunk}), ElementsAre(0.5f));
  EXPECT_THAT(Samples({.after_data = chunk}), IsEmpty()) << "an empty data chunk in a whole file";
}

TEST(WavFileTest, TruncatedDataIsReadToTheEnd) {
  EXPECT_THAT(Samples({.data = {0, 0x40, 0, 0x20, 7}, .data_size = 1000}),
              ElementsAre(0.5f, 0.25f));
}

TEST(WavFileTest, StreamHeadersMeanToTheEnd) {
  for (const uint32_t size : {0u, 0xffffffffu}) {
    EXPECT_THAT(Samples({.data = {0, 0x40, 0, 0x20}, .riff_size = size, .data_size = size}),
                ElementsAre(0.5f, 0.25f));
  }
}

TEST(WavFileTest, Rf64TakesTheDataSizeFromItsDs64Chunk) {
  Bytes ds64;
  Tag(ds64, "ds64");
  Put(ds64, 28, 4);
  Put(ds64, 0, 8);
  Put(ds64, 2, 8);  // bytes of data
  Put(ds64, 0, 8);
  Put(ds64, 0, 4);
  EXPECT_THAT(Samples({.data = {0, 0x40},
                       .riff = "RF64",
                       .riff_size = 0xffffffffu,
                       .data_size = 0xffffffffu,
                       .before_data = ds64,
                       .after_data = {1, 2, 3, 4}}),
              ElementsAre(0.5f));
}

TEST(WavFileTest, ErrorsSayWhatIsWrong) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("0 bytes"));
  EXPECT_THAT(ErrorOf({'O', 'g', 'g', 'S'}), HasSubstr("RIFF"));
  EXPECT_THAT(ErrorOf({'R', 'I', 'F', 'F'}), HasSubstr("WAVE"));
  EXPECT_THAT(ErrorOf(Build({.riff = "RIFX"})), HasSubstr("big-endian"));
  EXPECT_THAT(ErrorOf(Build({.data = {1, 2}, .with_fmt = false})), HasSubstr("no fmt chunk"));
  Bytes without_data = Build({});
  without_data.resize(without_data.size() - 8);
  EXPECT_THAT(ErrorOf(without_data), HasSubstr("no data chunk"));
  EXPECT_THAT(ErrorOf(Build({.codec = 2})), HasSubstr("0x0002 (Microsoft ADPCM)"));
  EXPECT_THAT(ErrorOf(Build({.codec = 0x55})), HasSubstr("MP3"));
  EXPECT_THAT(ErrorOf(Build({.channels = 0})), HasSubstr("0 channels"));
  EXPECT_THAT(ErrorOf(Build({.rate = 0})), HasSubstr("sample rate 0"));
  EXPECT_THAT(ErrorOf(Build({.rate = 500000})), HasSubstr("sample rate 500000"));
  EXPECT_THAT(ErrorOf(Build({.bits = 0})), HasSubstr("0 bits"));
  EXPECT_THAT(ErrorOf(Build({.bits = 64})), HasSubstr("64 bits"));
  EXPECT_THAT(ErrorOf(Build({.codec = 3, .bits = 16})), HasSubstr("floating point of 16 bits"));
  Bytes chunk;
  Tag(chunk, "junk");
  Put(chunk, 0x7fffffff, 4);
  EXPECT_THAT(ErrorOf(Build({.before_data = chunk})), HasSubstr("claims 2147483647 bytes"));
}

TEST(WavFileTest, MissingFileIsNotFoundAndNamed) {
  const auto wav = ReadWav("/nonexistent/voice.wav");
  ASSERT_FALSE(wav);
  EXPECT_EQ(wav.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(wav.error().message, HasSubstr("voice.wav"));
}

TEST(WavFileTest, MutatedFilesNeverCrashAndNeverInventSound) {
  std::mt19937 random(4711);
  int parsed = 0, refused = 0;
  for (int round = 0; round < 30000; ++round) {
    WavSpec spec{.codec = (round % 3 == 0) ? 3 : 1, .channels = 1 + round % 3, .bits = 32};
    spec.data.resize(random() % 64);
    for (uint8_t& byte : spec.data) byte = static_cast<uint8_t>(random());
    spec.extensible = random() % 2 == 0;
    Bytes file = Build(spec);
    for (unsigned edits = random() % 4; edits > 0; --edits) {
      file[random() % file.size()] = static_cast<uint8_t>(random());
    }
    if (random() % 3 == 0) file.resize(random() % (file.size() + 1));
    const auto wav = ParseWav(file);
    if (!wav) {
      ++refused;
      ASSERT_THAT(wav.error().message, HasSubstr("WAV: "));
      continue;
    }
    ++parsed;
    ASSERT_LE(wav->samples.size(), file.size());
    for (const float sample : wav->samples) ASSERT_LE(std::abs(sample), 1.0f);
  }
  EXPECT_GT(parsed, 1000);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace vivavoce::audio::wav_file_test
