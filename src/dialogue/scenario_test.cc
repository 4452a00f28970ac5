// Every script of testdata/scenarios runs against the core in virtual time.
#include "dialogue/testing/scenario.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace vivavoce::dialogue::scenario_test {
namespace {

std::vector<std::filesystem::path> Files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(VV_SOURCE_DIR) / "src/dialogue/testdata/scenarios")) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class ScenarioTest : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(ScenarioTest, GoesAsScripted) {
  const Result<Scenario> scenario = LoadScenario(GetParam());
  ASSERT_TRUE(scenario) << scenario.error().ToString();
  ASSERT_FALSE(scenario->expectations.empty());
  const ScenarioOutcome outcome = RunScenario(*scenario);
  EXPECT_THAT(outcome.failures, testing::IsEmpty()) << scenario->title << "\n" << outcome.log;
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioTest, testing::ValuesIn(Files()), [](const auto& info) {
  std::string name = info.param.stem().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(ScenarioFilesTest, HoldAllThirtyScripts) {
  const std::vector<std::filesystem::path> files = Files();
  for (int i = 1; i <= 30; ++i) {
    const std::string prefix = fmt::format("{:02}-", i);
    EXPECT_TRUE(std::ranges::any_of(files, [&](const auto& file) {
      return file.filename().string().starts_with(prefix);
    })) << prefix;
  }
}

}  // namespace
}  // namespace vivavoce::dialogue::scenario_test
