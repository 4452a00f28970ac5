#include "realtime/tls_certificate.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace vivavoce::realtime::tls_certificate_test {
namespace {

namespace fs = std::filesystem;

std::string Content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class DevelopmentCertificateTest : public ::testing::Test {
 protected:
  DevelopmentCertificateTest() { fs::remove_all(directory_); }
  ~DevelopmentCertificateTest() override { fs::remove_all(directory_); }
  const fs::path directory_ = fs::path(::testing::TempDir()) / "vivavoce_certificate_test";
};

TEST_F(DevelopmentCertificateTest, IsMadeOnceAndKeptPrivate) {
  const auto made = DevelopmentCertificate(directory_);
  ASSERT_TRUE(made) << made.error().ToString();
  const std::string certificate = Content(made->certificate);
  EXPECT_TRUE(certificate.starts_with("-----BEGIN CERTIFICATE-----"));
  EXPECT_EQ(fs::status(made->key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(DevelopmentCertificate(directory_));
  EXPECT_EQ(Content(made->certificate), certificate);
}

TEST_F(DevelopmentCertificateTest, IsMadeAnewWhenBrokenOrUnpaired) {
  const auto made = DevelopmentCertificate(directory_);
  ASSERT_TRUE(made);
  const std::string certificate = Content(made->certificate);
  std::ofstream(made->key) << "nonsense";
  ASSERT_TRUE(DevelopmentCertificate(directory_));
  EXPECT_NE(Content(made->certificate), certificate);
}

TEST_F(DevelopmentCertificateTest, AnUnwritableDirectoryIsAnError) {
  std::ofstream(directory_) << "a file, not a directory";
  const auto made = DevelopmentCertificate(directory_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace vivavoce::realtime::tls_certificate_test
