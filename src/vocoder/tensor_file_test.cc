#include "vocoder/tensor_file.h"

#include <gtest/gtest.h>

#include <random>

namespace vivavoce::vocoder::tensor_file_test {
namespace {

std::string TwoTensors() {
  TensorFileWriter writer;
  writer.Add("b", {2, 3}, {1, 2, 3, 4, 5, 6});
  writer.Add("a.bias", {1}, {-0.5f});
  return writer.Serialize();
}

std::string WithHeader(const std::string& header, size_t data_bytes = 8) {
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  const uint64_t size = padded.size();
  return std::string(reinterpret_cast<const char*>(&size), 8) + padded +
         std::string(data_bytes, '\0');
}

TEST(TensorFileTest, ReadsWhatWasWritten) {
  const auto file = TensorFile::Parse(TwoTensors());
  ASSERT_TRUE(file) << file.error().ToString();
  const auto b = file->Find("b", {2, -1});
  ASSERT_TRUE(b) << b.error().ToString();
  EXPECT_EQ(b->shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(std::vector<float>(b->values.begin(), b->values.end()),
            (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(TensorFileTest, ReadsTheLayoutOfTheFormat) {
  const auto file = TensorFile::Parse(WithHeader(
      R"({"__metadata__":{"x":"y"},"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})"));
  ASSERT_TRUE(file) << file.error().ToString();
  EXPECT_TRUE(file->Find("t", {2}));
}

TEST(TensorFileTest, AMissingOrMisshapenTensorIsNamed) {
  const auto file = TensorFile::Parse(TwoTensors());
  ASSERT_TRUE(file);
  for (const auto& found : {file->Find("c", {1}), file->Find("b", {3, 2}), file->Find("b", {6})}) {
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::kCorrupt);
  }
  EXPECT_NE(file->Find("c", {1}).error().message.find("'c'"), std::string::npos);
}

TEST(TensorFileTest, MalformedFilesAreCorrupt) {
  for (const std::string& bytes :
       {std::string(), std::string("short"), WithHeader("not json"), WithHeader("[]"),
        WithHeader(R"({"t":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}})"),
        WithHeader(R"({"t":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})"),
        WithHeader(R"({"t":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})"),
        WithHeader(R"({"t":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})"),
        WithHeader(R"({"t":{"dtype":"F32","shape":[4611686018427387905,4],"data_offsets":[0,8]}})"),
        WithHeader(R"({"t":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}})"),
        WithHeader(R"({"t":{"dtype":"F32","shape":[2]}})"), WithHeader(R"({"t":3})"),
        WithHeader("{}", 3), std::string(8, '\xff')}) {
    const auto file = TensorFile::Parse(bytes);
    ASSERT_FALSE(file) << bytes;
    EXPECT_EQ(file.error().code, ErrorCode::kCorrupt);
  }
}

TEST(TensorFileTest, SurvivesDamagedBytes) {
  const std::string whole = TwoTensors();
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes =
        whole.substr(0, whole.size() - random() % 3 * (random() % whole.size()) / 3);
    for (unsigned i = random() % 6; i > 0 && !bytes.empty(); --i) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    if (const auto file = TensorFile::Parse(bytes)) {
      if (const auto found = file->Find("b", {2, 3})) {
        EXPECT_EQ(found->values.size(), 6u);
      }
    }
  }
}

TEST(TensorFileTest, AFileThatIsNotThereIsNamed) {
  const auto file = TensorFile::Read("/nowhere/weights.safetensors");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kNotFound);
  EXPECT_NE(file.error().message.find("/nowhere/weights.safetensors"), std::string::npos);
}

}  // namespace
}  // namespace vivavoce::vocoder::tensor_file_test
