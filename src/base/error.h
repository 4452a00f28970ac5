// Recoverable failures are values: every fallible call of the project returns Result<T>. Exceptions
// of libraries are caught at the call that may throw and turned into an Error; none crosses a
// folder. Thread safety: plain values.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace vivavoce {

enum class ErrorCode {
  kInvalidArgument,  // the caller's value is wrong; `field` names it
  kNotFound,         // a file, model, voice or id that is not there
  kCorrupt,          // a file that is there but not what its checksum or format promises
  kUnavailable,      // a resource that may come back: port in use, endpoint down, queue full
  kCancelled,        // stopped on request
  kInternal,         // our fault or a library's
};

std::string_view ToString(ErrorCode code);

// `message` is a sentence for a person and says what is allowed; `field` is the machine-readable
// name of the offending parameter ("session.audio.output.voice", "turns.silence_ms"), empty when
// there is none.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::string field;

  static Error InvalidArgument(std::string message, std::string field = {}) {
    return {ErrorCode::kInvalidArgument, std::move(message), std::move(field)};
  }
  static Error NotFound(std::string message, std::string field = {}) {
    return {ErrorCode::kNotFound, std::move(message), std::move(field)};
  }
  static Error Corrupt(std::string message, std::string field = {}) {
    return {ErrorCode::kCorrupt, std::move(message), std::move(field)};
  }
  static Error Unavailable(std::string message, std::string field = {}) {
    return {ErrorCode::kUnavailable, std::move(message), std::move(field)};
  }
  static Error Cancelled(std::string message = "cancelled") {
    return {ErrorCode::kCancelled, std::move(message), {}};
  }
  static Error Internal(std::string message) {
    return {ErrorCode::kInternal, std::move(message), {}};
  }

  // "field: message", or the message alone.
  std::string ToString() const { return field.empty() ? message : field + ": " + message; }

  friend bool operator==(const Error&, const Error&) = default;
};

template <typename T>
using Result = std::expected<T, Error>;
using Status = std::expected<void, Error>;

inline std::unexpected<Error> Fail(Error error) { return std::unexpected<Error>(std::move(error)); }

}  // namespace vivavoce
