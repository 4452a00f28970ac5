#include "runtime/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace vivavoce::runtime::logging_test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNoon = 1772366400007;  // 2026-03-01 12:00:00.007 UTC

TEST(Logging, AKeyValueLineQuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(
      FormatLogLine(LogFormat::kKeyValue, kNoon, LogLevel::kInfo, "turn.ended", "s_1",
                    {{"silence_ms", 480},
                     {"why", "end of turn"},
                     {"voice", "xiao_yue"},
                     {"score", 0.5},
                     {"held", true},
                     {"empty", ""}}),
      "2026-03-01T12:00:00.007Z info turn.ended session=s_1 silence_ms=480 why=\"end of turn\" "
      "voice=xiao_yue score=0.5 held=true empty=\"\"");
}

TEST(Logging, AJsonLineParsesAndKeepsTypes) {
  const auto json = nlohmann::json::parse(
      FormatLogLine(LogFormat::kJson, kNoon, LogLevel::kError, "x", "",
                    {{"n", 1}, {"t", "a\"b\n中"}, {"f", false}, {"d", 1.5}, {"nan", NAN}}));
  EXPECT_EQ(json["time"], "2026-03-01T12:00:00.007Z");
  EXPECT_EQ(json["level"], "error");
  EXPECT_EQ(json["n"], 1);
  EXPECT_EQ(json["t"], "a\"b\n中");
  EXPECT_EQ(json["f"], false);
  EXPECT_EQ(json["d"], 1.5);
  EXPECT_TRUE(json["nan"].is_null());
  EXPECT_FALSE(json.contains("session"));
}

TEST(Logging, HostileTextStaysOnItsLine) {
  const std::string text = "a\nlevel=error forged \xff\xfe \x1b[31m";
  for (const LogFormat format : {LogFormat::kKeyValue, LogFormat::kJson}) {
    const std::string line =
        FormatLogLine(format, kNoon, LogLevel::kInfo, "x", text, {{"t", text}});
    EXPECT_THAT(line, Not(HasSubstr("\n")));
    EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  }
}

TEST(Logging, AWrongConfigNamesTheFieldAndWhatIsAllowed) {
  EXPECT_EQ((LogConfig{.level = "loud"}.Validate().error().field), "log.level");
  EXPECT_EQ((LogConfig{.format = "xml"}.Validate().error().field), "log.format");
  EXPECT_TRUE(LogConfig{}.Validate());
}

TEST(Logging, LinesBelowTheLevelAreNotWritten) {
  ASSERT_TRUE(StartLogging({.level = "warning", .format = "json"}));
  testing::internal::CaptureStderr();
  Log(LogLevel::kInfo, "quiet");
  SessionLog("s_2")(LogLevel::kWarning, "loud", {{"a", 1}});
  const std::string text = testing::internal::GetCapturedStderr();
  ASSERT_TRUE(StartLogging({}));
  EXPECT_THAT(text, Not(HasSubstr("quiet")));
  EXPECT_THAT(text, HasSubstr("\"session\":\"s_2\""));
  EXPECT_THAT(text, EndsWith("}\n"));
}

}  // namespace
}  // namespace vivavoce::runtime::logging_test
