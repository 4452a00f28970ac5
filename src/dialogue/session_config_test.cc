#include "dialogue/session_config.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace vivavoce::dialogue::session_config_test {
namespace {

struct Case {
  const char* field;
  std::function<void(SessionConfig&)> spoil;
};

TEST(SessionConfigTest, TheDefaultIsValid) { EXPECT_TRUE(SessionConfig().Validate()); }

TEST(SessionConfigTest, EveryOffenceNamesItsField) {
  const Case cases[] = {
      {"speed", [](SessionConfig& c) { c.speed = 0.24f; }},
      {"speed", [](SessionConfig& c) { c.speed = std::nanf(""); }},
      {"turn_detection.threshold", [](SessionConfig& c) { c.turn_detection.threshold = 0; }},
      {"turn_detection.threshold", [](SessionConfig& c) { c.turn_detection.threshold = 1; }},
      {"turn_detection.prefix_padding_ms",
       [](SessionConfig& c) { c.turn_detection.prefix_padding_ms = -1; }},
      {"turn_detection.silence_duration_ms",
       [](SessionConfig& c) { c.turn_detection.silence_duration_ms = 10001; }},
      {"turn_detection.idle_timeout_ms",
       [](SessionConfig& c) { c.turn_detection.idle_timeout_ms = 4999; }},
      {"temperature", [](SessionConfig& c) { c.temperature = 2.1f; }},
      {"max_output_tokens", [](SessionConfig& c) { c.max_output_tokens = 0; }},
      {"tools", [](SessionConfig& c) { c.tools_json = "{}"; }},
      {"tools", [](SessionConfig& c) { c.tools_json = "["; }},
      {"tool_choice", [](SessionConfig& c) { c.tool_choice_json = "auto"; }},
  };
  for (const Case& c : cases) {
    SessionConfig config;
    c.spoil(config);
    const Status status = config.Validate();
    ASSERT_FALSE(status) << c.field;
    EXPECT_EQ(status.error().field, c.field);
  }
}

}  // namespace
}  // namespace vivavoce::dialogue::session_config_test
