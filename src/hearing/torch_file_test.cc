#include "hearing/torch_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace vivavoce::hearing::torch_file_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kFolder = fs::path(VV_SOURCE_DIR) / "tests/data/torch";

std::string Bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Result<Pickle> Parse(std::string_view bytes) {
  static constexpr std::string_view kNames[] = {"builtins list"};
  return Pickle::Parse(std::span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()),
                       kNames);
}

TEST(PickleTest, ReadsNumbersTextsAndWhatTheyAreIn) {
  using namespace std::string_view_literals;
  // {"a": (1, 300, -2, True, None), "b": the same tuple}
  const auto pickle = Parse(
      "\x80\x02}q\0(X\x01\0\0\0a(K\x01M\x2c\x01J\xfe\xff\xff\xff\x88Ntq\x01X\x01\0\0\0bh\x01u.tail"sv);
  ASSERT_TRUE(pickle) << pickle.error().message;
  EXPECT_EQ(pickle->size(), 38u);
  const PickleValue* a = pickle->root().Find("a");
  ASSERT_NE(a, nullptr);
  ASSERT_EQ(a->items.size(), 5u);
  EXPECT_EQ(a->items[0]->integer, 1);
  EXPECT_EQ(a->items[1]->integer, 300);
  EXPECT_EQ(a->items[2]->integer, -2);
  EXPECT_EQ(a->items[3]->kind, PickleValue::Kind::kBoolean);
  EXPECT_EQ(a->items[4]->kind, PickleValue::Kind::kNone);
  EXPECT_EQ(pickle->root().Find("b"), a);
  EXPECT_EQ(pickle->root().Find("c"), nullptr);
}

TEST(PickleTest, ACallIsKeptAndNotMade) {
  const auto pickle = Parse("\x80\x02" "cbuiltins\nlist\nK\x07\x85R.");
  ASSERT_TRUE(pickle) << pickle.error().message;
  EXPECT_EQ(pickle->root().kind, PickleValue::Kind::kCall);
  EXPECT_EQ(pickle->root().text, "builtins list");
  EXPECT_EQ(pickle->root().items.at(0)->items.at(0)->integer, 7);
}

TEST(PickleTest, EverythingElseIsRefusedWithItsPlace) {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, const char*> refused[] = {
      {""sv, "cut off"},
      {"\x80\x02"sv, "cut off"},
      {"\x80\x04N."sv, "protocol"},
      {"\x80\x02" "cos\nsystem\n."sv, "'os system' may not be mentioned"},
      {"\x80\x02" "cos\nsystem"sv, "cut off"},
      {"i"sv, "unknown opcode 0x69"},
      {"\x80\x02."sv, "nothing on the stack"},
      {"\x80\x02t."sv, "no mark"},
      {"\x80\x02h\x05."sv, "not remembered"},
      {"\x80\x02X\xff\xff\xff\xff" "a."sv, "cut off"},
      {"\x80\x02NNN\x87R."sv, "nothing on the stack"},
      {"\x80\x02NNR."sv, "a call"},
      {"\x80\x02NNa."sv, "another kind"},
      {"\x80\x02}(Nu."sv, "without a value"},
      {"\x80\x02(N)."sv, nullptr},  // marks left behind do no harm
      {"\x80\x02N(."sv, "nothing on the stack"},
      {"\x80\x02\x8a\xff" "abc."sv, "cut off"},
  };
  for (const auto& [bytes, message] : refused) {
    const auto pickle = Parse(bytes);
    if (!message) {
      EXPECT_TRUE(pickle);
      continue;
    }
    ASSERT_FALSE(pickle) << bytes;
    EXPECT_EQ(pickle.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(pickle.error().message, HasSubstr(message)) << bytes;
    EXPECT_THAT(pickle.error().message, HasSubstr("byte"));
  }
}

TEST(PickleTest, AListInItselfIsNoTrouble) {
  const auto pickle = Parse("\x80\x02]q\x01h\x01" "a.");
  ASSERT_TRUE(pickle) << pickle.error().message;
  EXPECT_EQ(pickle->root().items.at(0), &pickle->root());
}

TEST(TorchFileTest, ReadsTensorsThatShareAStorage) {
  const auto file = TorchFile::Read(kFolder / "weights.pt");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->Floats("model_state/matrix", {2, 3}).value(),
            (std::vector<float>{0, 0.5, 1, 1.5, 2, 2.5}));
  EXPECT_EQ(file->Floats("model_state/tail", {4}).value(), (std::vector<float>{3, 3.5, 4, 4.5}));
  EXPECT_EQ(file->Floats("model_state/bias", {2}).value(), (std::vector<float>{-1, 1}));
}

TEST(TorchFileTest, RefusesWhatIsNotAsExpectedByName) {
  const auto file = TorchFile::Read(kFolder / "weights.pt");
  ASSERT_TRUE(file);
  for (const auto& [path, dims] : std::vector<std::pair<std::string, std::vector<int64_t>>>{
           {"model_state/matrix", {3, 2}},
           {"model_state/matrix", {6}},
           {"model_state/transposed", {3, 2}},
           {"model_state/too_long", {4}},
           {"model_state", {1}},
           {"model_state/matrix/more", {1}},
           {"step", {1}},
           {"", {1}}}) {
    const auto refused = file->Floats(path, dims);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(refused.error().message, HasSubstr(path));
  }
  EXPECT_EQ(TorchFile::Read("/nonexistent").error().code, ErrorCode::kNotFound);
  for (const fs::path& other : {fs::path(VV_SOURCE_DIR) / "LICENSE", kFolder / "strange.pt"}) {
    const auto refused = TorchFile::Read(other);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(refused.error().message, HasSubstr(other.string()));
  }
  EXPECT_THAT(TorchFile::Read(kFolder / "strange.pt").error().message, HasSubstr("print"));
}

TEST(TorchFileTest, BrokenFilesGiveErrorsOrValuesButNoHarm) {
  const std::string bytes = Bytes(kFolder / "weights.pt");
  const fs::path path = fs::path(::testing::TempDir()) / "broken.pt";
  const auto read = [&](const std::string& broken) {
    std::ofstream(path, std::ios::binary) << broken;
    const auto file = TorchFile::Read(path);
    return file && file->Floats("model_state/matrix", {2, 3}) &&
           file->Floats("model_state/tail", {4});
  };
  for (size_t length = 0; length < bytes.size(); length += 3) {
    EXPECT_FALSE(read(bytes.substr(0, length))) << length << " bytes of " << bytes.size();
  }
  int refused = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {0xff, 0x01, 0x20}) {
      std::string broken = bytes;
      broken[i] = static_cast<char>(broken[i] ^ flip);
      refused += !read(broken);
    }
  }
  EXPECT_GT(refused, static_cast<int>(bytes.size()) / 2);
  fs::remove(path);
}

}  // namespace
}  // namespace vivavoce::hearing::torch_file_test
