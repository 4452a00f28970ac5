#include "runtime/sha256.h"

#include <gtest/gtest.h>

#include <string>

#include "runtime/testing/temporary_directory.h"

namespace vivavoce::runtime::sha256_test {
namespace {

// FIPS 180-4 examples.
constexpr char kEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(Sha256OfString(""), kEmpty);
  EXPECT_EQ(Sha256OfString("abc"), kAbc);
}

TEST(Sha256, PiecesGiveTheDigestOfTheWhole) {
  Sha256 hash;
  hash.Update("a");
  hash.Update("");
  hash.Update("bc");
  EXPECT_EQ(hash.Finish(), kAbc);
}

TEST(Sha256, AFileIsReadBlockByBlockAndReadingCanBeStopped) {
  const TemporaryDirectory directory;
  const std::string bytes((3 << 20) + 5, 'x');
  WriteFile(directory.path() / "f", bytes);
  uint64_t seen = 0;
  const auto count = [&](uint64_t read) {
    seen += read;
    return true;
  };
  EXPECT_EQ(Sha256OfFile(directory.path() / "f", count).value(), Sha256OfString(bytes));
  EXPECT_EQ(seen, bytes.size());
  const auto stopped = Sha256OfFile(directory.path() / "f", [](uint64_t) { return false; });
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(Sha256OfFile(directory.path() / "none").error().code, ErrorCode::kNotFound);
}

TEST(Sha256, HexIsSixtyFourLowerCaseDigits) {
  EXPECT_TRUE(IsSha256Hex(kAbc));
  EXPECT_FALSE(IsSha256Hex(std::string(63, 'a')));
  EXPECT_FALSE(IsSha256Hex(std::string(64, 'G')));
  EXPECT_FALSE(IsSha256Hex(std::string(64, 'A')));
}

}  // namespace
}  // namespace vivavoce::runtime::sha256_test
