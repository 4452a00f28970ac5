#include "realtime/field_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <utility>
#include <vector>

namespace vivavoce::realtime {
namespace {

const Json& EmptyObject() {
  static const Json empty = Json::object();
  return empty;
}

// What the client sent, for a message: short.
std::string Shown(const Json& value) {
  if (value.is_object() || value.is_array()) return value.type_name();
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

}  // namespace

dialogue::ErrorEvent RequestError(std::string code, std::string message, std::string param) {
  dialogue::ErrorEvent error;
  error.code = std::move(code);
  error.message = std::move(message);
  error.param = std::move(param);
  return error;
}

FieldReader::FieldReader(const Json& object, std::string path, Offence& offence)
    : object_(&object), path_(std::move(path)), offence_(offence) {
  if (!object.is_object()) {
    object_ = &EmptyObject();
    offence_.Record("invalid_type",
                    fmt::format("'{}' must be an object, not {}.", path_, Shown(object)), path_);
  }
}

const Json* FieldReader::Find(const char* key) const {
  const auto found = object_->find(key);
  return found == object_->end() ? nullptr : &*found;
}

bool FieldReader::Has(const char* key) const {
  const Json* value = Find(key);
  return value != nullptr && !value->is_null();
}

bool FieldReader::IsNull(const char* key) const {
  const Json* value = Find(key);
  return value != nullptr && value->is_null();
}

std::string FieldReader::Path(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

std::optional<FieldReader> FieldReader::Object(const char* key) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_object()) {
    Fail(key, fmt::format("'{}' must be an object or null, not {}.", Path(key), Shown(*value)),
         "invalid_type");
    return std::nullopt;
  }
  return FieldReader(*value, Path(key), offence_);
}

void FieldReader::String(const char* key, std::string& out, size_t max_bytes) {
  std::optional<std::string> value;
  OptionalString(key, value);
  if (!value) return;
  if (value->size() > max_bytes) {
    Fail(key, fmt::format("'{}' has {} bytes; at most {} are allowed.", Path(key), value->size(),
                          max_bytes));
    return;
  }
  out = std::move(*value);
}

void FieldReader::OptionalString(const char* key, std::optional<std::string>& out) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return;
  if (!value->is_string()) {
    Fail(key, fmt::format("'{}' must be a string, not {}.", Path(key), Shown(*value)),
         "invalid_type");
    return;
  }
  out = value->get<std::string>();
}

void FieldReader::Bool(const char* key, bool& out) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return;
  if (!value->is_boolean()) {
    Fail(key, fmt::format("'{}' must be true or false, not {}.", Path(key), Shown(*value)),
         "invalid_type");
    return;
  }
  out = value->get<bool>();
}

std::optional<int64_t> FieldReader::ReadInteger(const char* key, int64_t min, int64_t max) {
  const auto value = ReadNumber(key, static_cast<double>(min), static_cast<double>(max));
  if (!value) return std::nullopt;
  if (*value != std::floor(*value)) {
    Fail(key, fmt::format("'{}' must be a whole number, not {}.", Path(key), *value));
    return std::nullopt;
  }
  return static_cast<int64_t>(*value);
}

std::optional<double> FieldReader::ReadNumber(const char* key, double min, double max) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (!value->is_number()) {
    Fail(key,
         fmt::format("'{}' must be a number from {} to {}, not {}.", Path(key), min, max,
                     Shown(*value)),
         "invalid_type");
    return std::nullopt;
  }
  const double number = value->get<double>();
  if (!(number >= min && number <= max)) {
    Fail(key, fmt::format("'{}' is {}; allowed are {} to {}.", Path(key), Shown(*value), min, max));
    return std::nullopt;
  }
  return number;
}

std::optional<size_t> FieldReader::Choice(const char* key,
                                          std::initializer_list<std::string_view> allowed) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_string()) {
    size_t index = 0;
    for (const std::string_view name : allowed) {
      if (value->get_ref<const std::string&>() == name) return index;
      ++index;
    }
  }
  Fail(key, fmt::format("'{}' is {}; allowed are '{}'.", Path(key), Shown(*value),
                        fmt::join(allowed, "', '")));
  return std::nullopt;
}

bool FieldReader::TokenLimit(const char* key, std::optional<int>& out) {
  // The cap of the OpenAI service; larger answers than that are never spoken.
  static constexpr int kMostTokens = 4096;
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_string()) {
    if (value->get_ref<const std::string&>() == "inf") {
      out = std::nullopt;
      return true;
    }
    Fail(key, fmt::format("'{}' must be 1 to {} or \"inf\".", Path(key), kMostTokens));
    return false;
  }
  const auto number = ReadInteger(key, 1, kMostTokens);
  if (number) out = static_cast<int>(*number);
  return number.has_value();
}

void FieldReader::Fail(std::string_view key, std::string message, std::string code) {
  offence_.Record(std::move(code), std::move(message), Path(key));
}

void FieldReader::Missing(std::string_view key) {
  Fail(key, fmt::format("'{}' is required.", Path(key)), "missing_required_parameter");
}

}  // namespace vivavoce::realtime
