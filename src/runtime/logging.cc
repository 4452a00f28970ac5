#include "runtime/logging.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

namespace vivavoce::runtime {
namespace {

constexpr std::string_view kLevelNames[] = {"debug", "info", "warning", "error"};
constexpr spdlog::level::level_enum kSpdlogLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                       spdlog::level::warn, spdlog::level::err};

std::atomic<LogFormat> g_format = LogFormat::kKeyValue;

// spdlog writes the lines; what is in them is ours.
spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>("vivavoce",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    return made;
  }();
  return *logger;
}

std::optional<size_t> LevelIndex(std::string_view name) {
  const auto* found = std::ranges::find(kLevelNames, name);
  if (found == std::end(kLevelNames)) return std::nullopt;
  return static_cast<size_t>(found - std::begin(kLevelNames));
}

std::string TimeText(int64_t time_ms) {
  const std::time_t seconds = static_cast<std::time_t>(time_ms / 1000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), time_ms % 1000);
}

bool NeedsQuotes(std::string_view text) {
  return text.empty() || std::ranges::any_of(text, [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == '\\' ||
                  c == 0x7f;
         });
}

std::string JsonText(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Text as JSON, quoted only where a reader would stumble; numbers and flags the same in both
// formats.
std::string ValueText(const LogValue& value, bool always_quote) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return always_quote || NeedsQuotes(*text) ? JsonText(*text) : std::string(*text);
  }
  if (const auto* number = std::get_if<int64_t>(&value)) return fmt::format("{}", *number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  const double number = std::get<double>(value);
  if (!std::isfinite(number)) return "null";  // JSON has no other
  return fmt::format("{}", number);
}

void Write(LogLevel level, std::string_view event, std::string_view session_id, LogFields fields) {
  const auto index = static_cast<size_t>(level);
  spdlog::logger& logger = Logger();
  if (!logger.should_log(kSpdlogLevels[index])) return;
  const int64_t now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
  const std::string line = FormatLogLine(g_format, now_ms, level, event, session_id, fields);
  logger.log(kSpdlogLevels[index], "{}", line);
}

}  // namespace

Status LogConfig::Validate() const {
  if (!LevelIndex(level)) {
    return Fail(Error::InvalidArgument("must be debug, info, warning or error", "log.level"));
  }
  if (format != "key_value" && format != "json") {
    return Fail(Error::InvalidArgument("must be key_value or json", "log.format"));
  }
  return {};
}

Status StartLogging(const LogConfig& config) {
  if (Status valid = config.Validate(); !valid) return valid;
  g_format = config.format == "json" ? LogFormat::kJson : LogFormat::kKeyValue;
  Logger().set_level(kSpdlogLevels[*LevelIndex(config.level)]);
  return {};
}

void Log(LogLevel level, std::string_view event, LogFields fields) {
  Write(level, event, "", fields);
}

void SessionLog::operator()(LogLevel level, std::string_view event, LogFields fields) const {
  Write(level, event, session_id_, fields);
}

std::string FormatLogLine(LogFormat format, int64_t time_ms, LogLevel level, std::string_view event,
                          std::string_view session_id, LogFields fields) {
  const std::string_view level_name = kLevelNames[static_cast<size_t>(level)];
  if (format == LogFormat::kJson) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":{})", TimeText(time_ms),
                                   level_name, JsonText(event));
    if (!session_id.empty()) line += ",\"session\":" + JsonText(session_id);
    for (const LogField& field : fields) {
      line += "," + JsonText(field.key) + ":" + ValueText(field.value, true);
    }
    return line + "}";
  }
  std::string line = fmt::format("{} {} {}", TimeText(time_ms), level_name, event);
  if (!session_id.empty()) line += " session=" + ValueText(session_id, false);
  for (const LogField& field : fields) {
    line += fmt::format(" {}={}", field.key, ValueText(field.value, false));
  }
  return line;
}

}  // namespace vivavoce::runtime
