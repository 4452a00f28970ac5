#include "hearing/hdf5_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace vivavoce::hearing::hdf5_file_test {
namespace {

namespace fs = std::filesystem;

const fs::path kFile = fs::path(VV_SOURCE_DIR) / "tests/data/hdf5/weights.h5";
constexpr char kKernel[] = "model_weights/layer_7/layer_7/kernel:0";

TEST(Hdf5FileTest, ReadsArraysOfManyGroups) {
  const auto file = Hdf5File::Read(kFile);
  ASSERT_TRUE(file) << file.error().message;
  for (int i = 0; i < 12; ++i) {
    const std::string layer = "layer_" + std::to_string(i);
    const auto bias = file->Floats("model_weights/" + layer + "/" + layer + "/bias:0", {3});
    ASSERT_TRUE(bias) << bias.error().message;
    const auto first = static_cast<float>(i);
    EXPECT_EQ(*bias, (std::vector<float>{first, first + 1, first + 2}));
  }
  EXPECT_EQ(file->Floats(kKernel, {2, 3}).value(), (std::vector<float>{0, 0.5, 1, 1.5, 2, 2.5}));
}

TEST(Hdf5FileTest, RefusesWhatIsNotAsExpectedByName) {
  const auto file = Hdf5File::Read(kFile);
  ASSERT_TRUE(file);
  for (const auto& [path, dims] : std::vector<std::pair<std::string, std::vector<uint64_t>>>{
           {kKernel, {3, 2}},
           {kKernel, {2, 4}},
           {"model_weights/doubles", {3}},
           {"model_weights/layer_7", {3}},
           {"model_weights/layer_77/layer_7/kernel:0", {2, 3}},
           {"model_weights/layer_7/layer_7/kernel", {2, 3}},
           {"", {1}}}) {
    const auto refused = file->Floats(path, dims);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(refused.error().message.find(path), std::string::npos);
  }
  EXPECT_EQ(Hdf5File::Read("/nonexistent").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Hdf5File::Read(fs::path(VV_SOURCE_DIR) / "LICENSE").error().code, ErrorCode::kCorrupt);
}

TEST(Hdf5FileTest, BrokenFilesGiveErrorsOrValuesButNoHarm) {
  std::ifstream in(kFile, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const fs::path path = fs::path(::testing::TempDir()) / "broken.h5";
  int refused = 0;
  const auto read = [&](const std::string& broken) {
    std::ofstream(path, std::ios::binary) << broken;
    const auto file = Hdf5File::Read(path);
    refused += !file || !file->Floats(kKernel, {2, 3});
  };
  for (size_t length = 0; length < bytes.size(); length += 997) read(bytes.substr(0, length));
  EXPECT_GT(refused, 5);
  for (size_t i = 0; i < bytes.size(); i += 61) {
    std::string broken = bytes;
    broken[i] = static_cast<char>(broken[i] ^ 0xff);
    read(broken);
  }
  fs::remove(path);
}

}  // namespace
}  // namespace vivavoce::hearing::hdf5_file_test
