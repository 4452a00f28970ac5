#include "persona/json_guard.h"

#include <fmt/core.h>

#include <vector>

#include "text/utf8.h"

namespace vivavoce::persona {
namespace {

// Counts brackets and commas outside of strings, so that the parser never meets what would exhaust
// it. It may overcount in what is no JSON, which the parser then refuses anyway.
Status CheckShape(std::string_view text, const JsonLimits& limits) {
  std::vector<size_t> keys;  // of each open bracket; a list counts none
  std::vector<bool> is_object;
  size_t values = 1;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') {
      keys.push_back(1);
      is_object.push_back(c == '{');
      if (keys.size() > limits.max_depth) {
        return Fail(
            Error::Corrupt(fmt::format("JSON nested deeper than {} is refused", limits.max_depth)));
      }
    } else if ((c == '}' || c == ']') && !keys.empty()) {
      keys.pop_back();
      is_object.pop_back();
    } else if (c == ',') {
      ++values;
      if (!keys.empty() && is_object.back() && ++keys.back() > limits.max_keys) {
        return Fail(Error::Corrupt(
            fmt::format("a JSON object with more than {} keys is refused", limits.max_keys)));
      }
    }
    if (c == '{' || c == '[') ++values;
    if (values > limits.max_values) {
      return Fail(Error::Corrupt(
          fmt::format("JSON with more than {} values is refused", limits.max_values)));
    }
  }
  return {};
}

const Json* Member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto it = object.find(std::string(key));
  return it == object.end() ? nullptr : &*it;
}

}  // namespace

Result<Json> ParseForeignJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Fail(Error::Corrupt(
        fmt::format("{} bytes of JSON are too many (at most {})", text.size(), limits.max_bytes)));
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!text::IsValidUtf8(text)) return Fail(Error::Corrupt("the JSON is not valid UTF-8"));
  if (const Status shape = CheckShape(text, limits); !shape) return Fail(shape.error());
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    return Fail(Error::Corrupt(fmt::format("this is not JSON: {}", error.what())));
  }
}

std::string StringOr(const Json& object, std::string_view key) {
  const Json* member = Member(object, key);
  return member && member->is_string() ? member->get<std::string>() : std::string();
}

std::vector<std::string> StringsOr(const Json& object, std::string_view key) {
  const Json* member = Member(object, key);
  std::vector<std::string> strings;
  if (member && member->is_string()) strings.push_back(member->get<std::string>());
  if (member && member->is_array()) {
    for (const Json& element : *member) {
      if (element.is_string()) strings.push_back(element.get<std::string>());
    }
  }
  return strings;
}

bool BoolOr(const Json& object, std::string_view key, bool value) {
  const Json* member = Member(object, key);
  if (!member) return value;
  if (member->is_boolean()) return member->get<bool>();
  return member->is_number() ? member->get<double>() != 0 : value;
}

int IntOr(const Json& object, std::string_view key, int value) {
  const Json* member = Member(object, key);
  if (!member || !member->is_number()) return value;
  const double number = member->get<double>();
  return number >= -1e9 && number <= 1e9 ? static_cast<int>(number) : value;
}

const Json* ObjectOr(const Json& object, std::string_view key) {
  const Json* member = Member(object, key);
  return member && member->is_object() ? member : nullptr;
}

}  // namespace vivavoce::persona
