#include "dialogue/session_config.h"

#include <fmt/format.h>

#include "nlohmann/json.hpp"

namespace vivavoce::dialogue {
namespace {

template <typename T>
Status InRange(T value, T low, T high, std::string_view field) {
  if (value >= low && value <= high) return {};  // NaN is in no range
  return Fail(Error::InvalidArgument(
      fmt::format("{} must be between {} and {}, not {}.", field, low, high, value),
      std::string(field)));
}

Status ValidateTurnDetection(const TurnDetection& detection) {
  if (!(detection.threshold > 0 && detection.threshold < 1)) {
    return Fail(Error::InvalidArgument(
        fmt::format("turn_detection.threshold must be greater than 0 and less than 1, not {}.",
                    detection.threshold),
        "turn_detection.threshold"));
  }
  if (const Status s =
          InRange(detection.prefix_padding_ms, 0, 5000, "turn_detection.prefix_padding_ms");
      !s) {
    return s;
  }
  if (const Status s = InRange(detection.silence_duration_ms.value_or(0), 0, 10000,
                               "turn_detection.silence_duration_ms");
      !s) {
    return s;
  }
  return InRange(detection.idle_timeout_ms.value_or(5000), 5000, 30000,
                 "turn_detection.idle_timeout_ms");
}

}  // namespace

Status SessionConfig::Validate() const {
  if (const Status s = InRange(speed, 0.25f, 1.5f, "speed"); !s) return s;
  if (const Status s = ValidateTurnDetection(turn_detection); !s) return s;
  if (const Status s = InRange(temperature.value_or(0), 0.0f, 2.0f, "temperature"); !s) return s;
  if (const Status s = InRange(max_output_tokens.value_or(1), 1, 4096, "max_output_tokens"); !s) {
    return s;
  }
  if (!nlohmann::json::parse(tools_json, nullptr, false).is_array()) {
    return Fail(Error::InvalidArgument("tools must be an array of function tools.", "tools"));
  }
  if (nlohmann::json::parse(tool_choice_json, nullptr, false).is_discarded()) {
    return Fail(Error::InvalidArgument("tool_choice must be a name or an object.", "tool_choice"));
  }
  return {};
}

bool HasSamePrompt(const SessionConfig& a, const SessionConfig& b) {
  return a.persona == b.persona && a.instructions == b.instructions &&
         a.tools_json == b.tools_json && a.guard == b.guard;
}

}  // namespace vivavoce::dialogue
