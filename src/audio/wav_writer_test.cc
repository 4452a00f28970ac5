#include "audio/wav_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "audio/wav_file.h"

namespace vivavoce::audio::wav_writer_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WavWriterTest : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) + ".wav");
};

TEST_F(WavWriterTest, StreamedFileEqualsTheEncodedWhole) {
  auto writer = WavWriter::Create(path_, 24000);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->Append(std::vector<float>{0.5f, -0.25f}));
  ASSERT_TRUE(writer->Append(std::vector<float>{1.0f}));
  ASSERT_TRUE(writer->Close());
  const auto read = ReadWav(path_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->sample_rate_hz, 24000);
  EXPECT_THAT(read->samples, ElementsAre(0.5f, -0.25f, 32767.0f / 32768.0f));
  const auto whole = ParseWav(EncodeWav(std::vector<float>{0.5f, -0.25f, 1.0f}, 24000));
  EXPECT_EQ(whole->samples, read->samples);
  EXPECT_EQ(std::filesystem::file_size(path_), 44u + 6u);
}

TEST_F(WavWriterTest, AFileThatWasNeverClosedStillReads) {
  auto writer = WavWriter::Create(path_, 16000);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->Append(std::vector<float>(5000, 0.5f)));
  const auto read = ReadWav(path_);  // before Close(): some of it may still be in the buffer
  ASSERT_TRUE(read) << read.error().message;
  for (const float sample : read->samples) ASSERT_EQ(sample, 0.5f);
}

TEST_F(WavWriterTest, AppendAfterCloseIsAnError) {
  auto writer = WavWriter::Create(path_, 16000);
  ASSERT_TRUE(writer->Close());
  EXPECT_TRUE(writer->Close());
  EXPECT_FALSE(writer->Append(std::vector<float>{0.5f}));
}

TEST_F(WavWriterTest, ErrorsNameThePathOrTheRate) {
  const auto writer = WavWriter::Create("/nonexistent/out.wav", 16000);
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, HasSubstr("/nonexistent/out.wav"));
  EXPECT_EQ(WavWriter::Create(path_, 0).error().field, "sample_rate_hz");
}

}  // namespace
}  // namespace vivavoce::audio::wav_writer_test
