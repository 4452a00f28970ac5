#include "base/base64.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace vivavoce::base64_test {
namespace {

using ::testing::HasSubstr;

std::vector<uint8_t> Bytes(std::string_view text) { return {text.begin(), text.end()}; }

std::string ErrorOf(std::string_view text) {
  const auto bytes = DecodeBase64(text);
  if (bytes) return "decoded";
  EXPECT_EQ(bytes.error().code, ErrorCode::kInvalidArgument);
  return bytes.error().message;
}

// RFC 4648 section 10.
TEST(Base64Test, PublishedVectors) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(EncodeBase64(Bytes(plain)), encoded);
    EXPECT_EQ(DecodeBase64(encoded), Bytes(plain));
  }
}

TEST(Base64Test, EveryLengthAndValueSurvivesTheRoundTrip) {
  std::vector<uint8_t> bytes;
  for (int length = 0; length < 600; ++length) {
    EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
    bytes.push_back(static_cast<uint8_t>(length * 151 + 7));
  }
}

TEST(Base64Test, WrongCharacterIsNamedWithItsPlace) {
  EXPECT_THAT(ErrorOf("Zm9vYm-y"), HasSubstr("character 6 ('-')"));
  EXPECT_THAT(ErrorOf("Zm9v\nYmFy"), HasSubstr("character 4 (0x0a)"));
  EXPECT_THAT(ErrorOf("Zm9 "), HasSubstr("character 3 (0x20)"));
  EXPECT_THAT(ErrorOf("Zm\xc3\xa9"), HasSubstr("character 2 (0xc3)"));
  EXPECT_THAT(ErrorOf(std::string_view("Zm\0v", 4)), HasSubstr("character 2 (0x00)"));
}

TEST(Base64Test, PaddingMustBeThereAndAtTheEnd) {
  EXPECT_THAT(ErrorOf("Zg"), HasSubstr("multiple of 4"));
  EXPECT_THAT(ErrorOf("Zg="), HasSubstr("multiple of 4"));
  EXPECT_THAT(ErrorOf("Zm9vY"), HasSubstr("multiple of 4"));
  EXPECT_THAT(ErrorOf("Zg==Zg=="), HasSubstr("padding at character 2"));
  EXPECT_THAT(ErrorOf("===="), HasSubstr("padding at character 0"));
  EXPECT_NE(ErrorOf("Z==="), "decoded");
  EXPECT_NE(ErrorOf("="), "decoded");
  EXPECT_NE(ErrorOf("=="), "decoded");
}

TEST(Base64Test, BytesHaveOneSpellingOnly) {
  EXPECT_THAT(ErrorOf("Zh=="), HasSubstr("unused bits"));
  EXPECT_THAT(ErrorOf("Zm9="), HasSubstr("unused bits"));
}

TEST(Base64Test, MutatedTextEitherFailsOrEncodesBackToItself) {
  std::mt19937 random(20240917);
  int failures = 0, successes = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes(random() % 40);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
    std::string text = EncodeBase64(bytes);
    for (unsigned edits = random() % 3; edits > 0 && !text.empty(); --edits) {
      const size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, "A=/ "[random() % 4]);
      }
    }
    const auto decoded = DecodeBase64(text);
    if (decoded) {
      ++successes;
      ASSERT_EQ(EncodeBase64(*decoded), text);
    } else {
      ++failures;
      ASSERT_FALSE(decoded.error().message.empty());
    }
  }
  EXPECT_GT(failures, 1000);
  EXPECT_GT(successes, 1000);
}

TEST(LooseBase64, SkipsWhiteSpaceAndMissesNoPadding) {
  for (const std::string text : {"", "a", "ab", "abc", "abcd", "\xff\x01\xfe"}) {
    EXPECT_EQ(DecodeLooseBase64(EncodeBase64(text)).value(), text);
  }
  EXPECT_EQ(EncodeBase64("abcd"), "YWJjZA==");
  EXPECT_EQ(DecodeLooseBase64(" YWJj\nZA ").value(), "abcd");
  for (const char* wrong : {"YWJjZ", "YW=Jj", "YW-j", "="}) EXPECT_FALSE(DecodeLooseBase64(wrong));
}

}  // namespace
}  // namespace vivavoce::base64_test
