#include "runtime/passed_checks.h"

#include <gtest/gtest.h>

#include <fstream>

namespace vivavoce::runtime::passed_checks_test {
namespace {

class PassedChecksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) / "vivavoce_passed_checks";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Write("model");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& text) { std::ofstream(File()) << text; }
  std::filesystem::path File() const { return folder_ / "model.gguf"; }

  std::filesystem::path folder_;
};

TEST_F(PassedChecksTest, RemembersAcrossObjectsWhatWasAdded) {
  const std::string key = PassedChecks::Key("cache", File(), "f16");
  ASSERT_FALSE(key.empty());
  EXPECT_FALSE(PassedChecks(folder_ / "checks").Has(key));
  PassedChecks(folder_ / "checks").Add(key);
  EXPECT_TRUE(PassedChecks(folder_ / "checks").Has(key));
}

TEST_F(PassedChecksTest, AnotherCheckSettingOrFileIsAnotherKey) {
  const std::string key = PassedChecks::Key("cache", File(), "f16");
  EXPECT_EQ(key, PassedChecks::Key("cache", File(), "f16"));
  EXPECT_NE(key, PassedChecks::Key("other", File(), "f16"));
  EXPECT_NE(key, PassedChecks::Key("cache", File(), "q8_0"));
  Write("another model");
  EXPECT_NE(key, PassedChecks::Key("cache", File(), "f16"));
}

TEST_F(PassedChecksTest, WhatCannotBeToldIsNeverRemembered) {
  EXPECT_EQ(PassedChecks::Key("cache", folder_ / "missing", "f16"), "");
  const PassedChecks checks(folder_ / "checks");
  checks.Add("");
  EXPECT_FALSE(checks.Has(""));
  const PassedChecks nowhere{std::filesystem::path()};
  nowhere.Add("key");
  EXPECT_FALSE(nowhere.Has("key"));
  PassedChecks("/proc/nowhere").Add("key");  // cannot be written: no error
}

}  // namespace
}  // namespace vivavoce::runtime::passed_checks_test
