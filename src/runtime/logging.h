// Structured logging to standard error, as key=value lines for people or JSON lines for machines:
//   2026-03-01T12:00:00.000Z info turn.ended session=s_12 silence_ms=480 reason="end of turn"
// What is said is an event's name and its fields; fields of a session begin with its id. What a
// user says and keys belong in no log above the level debug.
//
// Threads: StartLogging once, at start-up; everything else from any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/error.h"

namespace vivavoce::runtime {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kKeyValue, kJson };

struct LogConfig {
  std::string level = "info";        // debug, info, warning or error
  std::string format = "key_value";  // key_value or json
  Status Validate() const;
};

using LogValue = std::variant<std::string_view, int64_t, double, bool>;

struct LogField {
  LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
  LogField(std::string_view name, const char* text) : key(name), value(std::string_view(text)) {}
  LogField(std::string_view name, const std::string& text)
      : key(name), value(std::string_view(text)) {}
  LogField(std::string_view name, bool flag) : key(name), value(flag) {}
  LogField(std::string_view name, double number) : key(name), value(number) {}
  template <typename Integer>
  requires std::is_integral_v<Integer> LogField(std::string_view name, Integer number)
      : key(name), value(static_cast<int64_t>(number)) {}

  std::string_view key;
  LogValue value;  // views live until the call returns
};
using LogFields = std::initializer_list<LogField>;

// Before it, info and above are logged as key=value. A wrong config changes nothing.
Status StartLogging(const LogConfig& config);

void Log(LogLevel level, std::string_view event, LogFields fields = {});

// Logs with a session's id.
class SessionLog {
 public:
  explicit SessionLog(std::string session_id) : session_id_(std::move(session_id)) {}
  void operator()(LogLevel level, std::string_view event, LogFields fields = {}) const;

 private:
  std::string session_id_;
};

// The line that is logged, without its newline; `time_ms` since 1970 in UTC. `session_id` may be
// empty.
std::string FormatLogLine(LogFormat format, int64_t time_ms, LogLevel level, std::string_view event,
                          std::string_view session_id, LogFields fields);

}  // namespace vivavoce::runtime
