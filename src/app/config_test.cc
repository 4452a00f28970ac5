#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace vivavoce::app::config_test {
namespace {

using ::testing::HasSubstr;

std::filesystem::path Write(const std::string& toml) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "config_test.toml";
  std::ofstream(path) << toml;
  return path;
}

TEST(ConfigTest, FileThenEnvironmentThenFlags) {
  const auto file = Write("[server]\nport = 1\nhost = \"::1\"\nmax_sessions = 3\n");
  const auto config =
      LoadConfig(file, {{"VIVAVOCE_SERVER_PORT", "2"}, {"VIVAVOCE_SERVER_HOST", "0.0.0.0"}},
                 {{"server.port", "3"}});
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->port, 3);
  EXPECT_EQ(config->host, "0.0.0.0");
  EXPECT_EQ(config->max_sessions, 3);
}

TEST(ConfigTest, ErrorsNameFileLineAndKey) {
  const auto config = LoadConfig(Write("[server]\n\nport = 70000\n"), {}, {});
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().ToString(), HasSubstr("config_test.toml:3: server.port: '70000'"));
}

TEST(ConfigTest, AMisspelledKeyIsAnError) {
  const auto config = LoadConfig(Write("[server]\nprot = 1\n"), {}, {});
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().ToString(), HasSubstr("server.prot"));
}

TEST(ConfigTest, AnEnvironmentErrorNamesTheVariable) {
  const auto config = LoadConfig({}, {{"VIVAVOCE_RUNTIME_CORES", "many"}}, {});
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().ToString(), HasSubstr("VIVAVOCE_RUNTIME_CORES"));
}

TEST(ConfigTest, EverySettingReadsBackWhatItPrints) {
  const Config defaults;
  for (const ConfigKey& row : ConfigKeys()) {
    Config config;
    const std::string value = GetConfig(defaults, row.key);
    EXPECT_TRUE(SetConfig(config, row.key, value)) << row.key;
    EXPECT_EQ(GetConfig(config, row.key), value) << row.key;
  }
}

TEST(ConfigTest, ACertificateNeedsItsKey) {
  EXPECT_THAT(LoadConfig({}, {}, {{"server.tls_certificate", "a.pem"}}).error().ToString(),
              HasSubstr("server.tls_key"));
}

}  // namespace
}  // namespace vivavoce::app::config_test
