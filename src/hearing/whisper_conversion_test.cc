#include "hearing/whisper_conversion.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "hearing/byte_vocabulary.h"
#include "hearing/ct2_model.h"
#include "hearing/whisper_encoder.h"
#include "hearing/whisper_recognizer.h"

namespace vivavoce::hearing::whisper_conversion_test {
namespace {

using ::testing::HasSubstr;

void Put(std::string& out, uint32_t value, int width) {
  for (int i = 0; i < width; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}
void PutText(std::string& out, const std::string& text) {
  Put(out, static_cast<uint32_t>(text.size() + 1), 2);
  out += text;
  out.push_back('\0');
}

// A Whisper model with every variable the converter wants, 64 wide, one layer a side, all zeros.
std::string TinyModel() {
  std::string body;
  uint32_t count = 0;
  const auto add = [&](const std::string& name, const std::vector<uint32_t>& dims) {
    PutText(body, name);
    Put(body, static_cast<uint32_t>(dims.size()), 1);
    uint32_t elements = 1;
    for (const uint32_t dim : dims) Put(body, dim, 4), elements *= dim;
    Put(body, 4, 1);  // float16
    Put(body, elements * 2, 4);
    body.append(elements * 2, '\0');
    ++count;
  };
  const auto linear = [&](const std::string& name, uint32_t out, uint32_t in) {
    add(name + "/weight", {out, in});
    add(name + "/bias", {out});
  };
  const auto norm = [&](const std::string& name) {
    add(name + "/gamma", {64});
    add(name + "/beta", {64});
  };
  add("encoder/conv1/weight", {64, 80, 3});
  add("encoder/conv1/bias", {64});
  add("encoder/conv2/weight", {64, 64, 3});
  add("encoder/conv2/bias", {64});
  add("encoder/position_encodings/encodings", {20, 64});
  add("decoder/position_encodings/encodings", {16, 64});
  add("decoder/embeddings/weight", {4, 64});
  for (const std::string side : {"encoder", "decoder"}) {
    norm(side + "/layer_norm");
    const std::string layer = side + "/layer_0/";
    norm(layer + "self_attention/layer_norm");
    linear(layer + "self_attention/linear_0", 192, 64);
    linear(layer + "self_attention/linear_1", 64, 64);
    if (side == "decoder") {
      norm(layer + "attention/layer_norm");
      linear(layer + "attention/linear_0", 64, 64);
      linear(layer + "attention/linear_1", 128, 64);
      linear(layer + "attention/linear_2", 64, 64);
    }
    norm(layer + "ffn/layer_norm");
    linear(layer + "ffn/linear_0", 256, 64);
    linear(layer + "ffn/linear_1", 64, 256);
  }
  std::string file;
  Put(file, 6, 4);
  PutText(file, "WhisperSpec");
  Put(file, 3, 4);
  Put(file, count, 4);
  return file + body;
}

class WhisperConversionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(directory_);
    Write("vocabulary.txt", "a\nĠb\nc\nd\n");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void Write(const std::string& name, const std::string& bytes) {
    std::ofstream(directory_ / name, std::ios::binary | std::ios::trunc) << bytes;
  }
  const std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() /
      (std::string("vv_conversion_") +
       ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(WhisperConversionTest, WholeModelIsConvertedAndProgressReachesOne) {
  Write("model.bin", TinyModel());
  double share = 0;
  const Status ok = ConvertCt2WhisperToGgml(directory_, [&](double now) {
    EXPECT_GE(now, share);
    share = now;
  });
  ASSERT_TRUE(ok) << ok.error().message;
  EXPECT_EQ(share, 1.0);
  EXPECT_GT(std::filesystem::file_size(directory_ / kWhisperGgmlFile), 100000u);
  EXPECT_FALSE(std::filesystem::exists(directory_ / (std::string(kWhisperGgmlFile) + ".part")));
}

TEST_F(WhisperConversionTest, MissingFilesAreNamed) {
  EXPECT_EQ(ConvertCt2WhisperToGgml(directory_).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(ConvertCt2WhisperToGgml(directory_).error().message, HasSubstr("model.bin"));
  Write("model.bin", TinyModel());
  std::filesystem::remove(directory_ / "vocabulary.txt");
  EXPECT_THAT(ConvertCt2WhisperToGgml(directory_).error().message, HasSubstr("vocabulary.txt"));
  Write("vocabulary.txt", "a\nb\n");
  EXPECT_THAT(ConvertCt2WhisperToGgml(directory_).error().message, HasSubstr("2 tokens, needs 4"));
  Write("vocabulary.txt", "a\n中\nc\nd\n");
  EXPECT_THAT(ConvertCt2WhisperToGgml(directory_).error().message, HasSubstr("line 2"));
}

TEST_F(WhisperConversionTest, EveryTruncationIsAnErrorThatNamesTheFile) {
  const std::string whole = TinyModel();
  std::mt19937 random(99);
  std::vector<size_t> lengths = {0, 1, 3, 4, 5, 17, 18, 22, 26, whole.size() - 1};
  for (int i = 0; i < 100; ++i) lengths.push_back(random() % whole.size());
  for (const size_t length : lengths) {
    Write("model.bin", whole.substr(0, length));
    const Status ok = ConvertCt2WhisperToGgml(directory_);
    ASSERT_FALSE(ok) << length;
    EXPECT_THAT(ok.error().message, HasSubstr("model.bin")) << length;
    EXPECT_FALSE(std::filesystem::exists(directory_ / kWhisperGgmlFile)) << length;
  }
}

TEST_F(WhisperConversionTest, MutatedHeadersNeverCrash) {
  const std::string whole = TinyModel();
  std::mt19937 random(123);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string broken = whole;
    // Mostly in the first names, shapes and sizes, where lengths are.
    for (int edits = 1 + static_cast<int>(random() % 3); edits > 0; --edits) {
      const size_t range = random() % 2 == 0 ? 80 : broken.size();
      broken[random() % range] = static_cast<char>(random());
    }
    Write("model.bin", broken);
    if (!ConvertCt2WhisperToGgml(directory_)) ++refused;
  }
  EXPECT_GT(refused, 50);
}

TEST_F(WhisperConversionTest, EncoderRefusesWhatTheConverterRefuses) {
  Write("model.bin", TinyModel().substr(0, 5000));
  EXPECT_FALSE(WhisperEncoder::Create(directory_ / "model.bin", 1));
  EXPECT_FALSE(WhisperEncoder::Create(directory_ / "none.bin", 1));
}

TEST_F(WhisperConversionTest, EncoderOfAnyShapeRunsAndChecksItsInput) {
  Write("model.bin", TinyModel());
  const auto encoder = WhisperEncoder::Create(directory_ / "model.bin", 1);
  ASSERT_TRUE(encoder) << encoder.error().message;
  std::vector<float> mel(80 * 20), states(64 * 10, 1.0f);
  EXPECT_TRUE((*encoder)->Encode(mel, 20, states));
  EXPECT_EQ(states, std::vector<float>(64 * 10, 0.0f)) << "all weights are zero";
  EXPECT_EQ((*encoder)->Encode(mel, 19, states).error().field, "frames");
  EXPECT_EQ((*encoder)->Encode(mel, 42, states).error().field, "frames");
  EXPECT_FALSE((*encoder)->Encode(mel, 18, states));
}

TEST(ByteVocabularyTest, EveryByteHasOneSpelling) {
  EXPECT_EQ(DecodeByteToken("Ġhello"), " hello");
  EXPECT_EQ(DecodeByteToken("ä¸Ń"), "中");
  EXPECT_EQ(DecodeByteToken(""), "");
  EXPECT_FALSE(DecodeByteToken("中"));
  EXPECT_FALSE(DecodeByteToken("\xff"));
  EXPECT_FALSE(DecodeByteToken("\xc4"));
  EXPECT_FALSE(DecodeByteToken(" ")) << "a space is spelled Ġ";
}

TEST(WhisperConfigTest, WrongFieldsAreNamed) {
  EXPECT_TRUE(WhisperConfig{}.Validate());
  EXPECT_EQ(WhisperConfig{.threads = 0}.Validate().error().field, "whisper.threads");
  EXPECT_EQ(WhisperConfig{.partial_tail = -1}.Validate().error().field, "whisper.partial_tail");
  EXPECT_EQ(WhisperConfig{.final_tail = 1501}.Validate().error().field, "whisper.final_tail");
  EXPECT_EQ(WhisperConfig{.partial_min_context = 0}.Validate().error().field,
            "whisper.partial_min_context");
  EXPECT_EQ(WhisperConfig{.tokens_per_second = 0}.Validate().error().field,
            "whisper.tokens_per_second");
  EXPECT_EQ(WhisperConfig{.extra_tokens = 0}.Validate().error().field, "whisper.extra_tokens");
}

TEST(WhisperConfigTest, ContextGrowsWithTheClipUpToTheModels) {
  const WhisperConfig config;
  EXPECT_EQ(WhisperAudioContext(config, 1600, false), 192);
  EXPECT_EQ(WhisperAudioContext({.final_tail = 0}, 1600, true), 256);
  EXPECT_GE(WhisperAudioContext(config, 64000, false), 200 + 128);
  EXPECT_GE(WhisperAudioContext(config, 64000, true), 200 + 256);
  EXPECT_EQ(WhisperAudioContext(config, 480000, true), 1500);
}

}  // namespace
}  // namespace vivavoce::hearing::whisper_conversion_test
