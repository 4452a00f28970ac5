// Reads the fields of a client's JSON object one by one. An absent or null field leaves the target
// alone; a wrong one records an error that names the field by its full path and says what is
// allowed. The first error sticks, so a caller reads everything and asks once.
// Threads  one caller at a time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "dialogue/server_event.h"

namespace vivavoce::realtime {

using Json = nlohmann::json;

// An invalid_request_error.
dialogue::ErrorEvent RequestError(std::string code, std::string message, std::string param = {});

// The first offence found in a message.
class Offence {
 public:
  void Record(std::string code, std::string message, std::string param) {
    if (!error_) error_ = RequestError(std::move(code), std::move(message), std::move(param));
  }
  const std::optional<dialogue::ErrorEvent>& error() const { return error_; }
  explicit operator bool() const { return error_.has_value(); }

 private:
  std::optional<dialogue::ErrorEvent> error_;
};

class FieldReader {
 public:
  // `path` is the object's own name in errors ("session.audio"); "" at the top. REQUIRES: both
  // references outlive the reader. An `object` that is no JSON object is an offence, and reads as
  // {}.
  FieldReader(const Json& object, std::string path, Offence& offence);

  const Json* Find(const char* key) const;  // nullptr when absent; null when it is null
  bool Has(const char* key) const;          // present and not null
  bool IsNull(const char* key) const;       // present and null
  std::string Path(std::string_view key) const;
  std::optional<FieldReader> Object(const char* key);  // nullopt when absent, null or wrong

  void String(const char* key, std::string& out, size_t max_bytes = 1 << 20);
  void OptionalString(const char* key, std::optional<std::string>& out);
  void Bool(const char* key, bool& out);
  template <typename T>  // int, int64_t or an optional of them
  void Integer(const char* key, T& out, int64_t min, int64_t max) {
    if (const auto value = ReadInteger(key, min, max)) out = static_cast<int64_t>(*value);
  }
  template <typename T>
  void Number(const char* key, T& out, double min, double max) {
    if (const auto value = ReadNumber(key, min, max)) out = static_cast<float>(*value);
  }
  // The index of the value in `allowed`.
  std::optional<size_t> Choice(const char* key, std::initializer_list<std::string_view> allowed);
  // 1..max or "inf"; `out` becomes nullopt for "inf". Returns whether the field was there.
  bool TokenLimit(const char* key, std::optional<int>& out);

  void Fail(std::string_view key, std::string message, std::string code = "invalid_value");
  void Missing(std::string_view key);
  Offence& offence() { return offence_; }

 private:
  std::optional<int64_t> ReadInteger(const char* key, int64_t min, int64_t max);
  std::optional<double> ReadNumber(const char* key, double min, double max);

  const Json* object_;
  std::string path_;
  Offence& offence_;
};

}  // namespace vivavoce::realtime
