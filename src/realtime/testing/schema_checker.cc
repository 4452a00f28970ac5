#include "realtime/testing/schema_checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace vivavoce::realtime {
namespace {

using Json = nlohmann::json;

bool HasType(const Json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  return type == "number" && value.is_number();
}

bool HasOneType(const Json& value, const Json& types) {
  if (types.is_string()) return HasType(value, types.get<std::string>());
  return std::any_of(types.begin(), types.end(),
                     [&](const Json& type) { return HasType(value, type.get<std::string>()); });
}

std::string ObjectFault(const Json& document, const Json& schema, const Json& value,
                        const std::string& at) {
  for (const Json& name : schema.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) {
      return fmt::format("{}: '{}' is missing", at, name.get<std::string>());
    }
  }
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, member] : value.items()) {
    const std::string place = at + "." + name;
    if (!properties.contains(name)) {
      if (schema.value("additionalProperties", Json(true)) == Json(false)) {
        return place + ": not in the schema";
      }
      continue;
    }
    std::string fault = SchemaFault(document, properties[name], member, place);
    if (!fault.empty()) return fault;
  }
  return "";
}

std::string ChoiceFault(const Json& document, const Json& choices, const Json& value,
                        const std::string& at, bool exactly_one) {
  int fitting = 0;
  std::string faults;
  for (const Json& choice : choices) {
    const std::string fault = SchemaFault(document, choice, value, at);
    if (fault.empty()) ++fitting;
    faults += " | " + fault;
  }
  if (fitting == 0) return at + ": fits none:" + faults;
  return exactly_one && fitting > 1 ? at + ": fits more than one" : "";
}

}  // namespace

std::string SchemaFault(const Json& document, const Json& schema, const Json& value,
                        const std::string& at) {
  if (schema.contains("$ref")) {
    const std::string path = schema["$ref"].get<std::string>().substr(1);
    return SchemaFault(document, document.at(Json::json_pointer(path)), value, at);
  }
  if (schema.contains("type") && !HasOneType(value, schema["type"])) {
    return fmt::format("{}: is {}, not {}", at, value.type_name(), schema["type"].dump());
  }
  if (schema.contains("const") && value != schema["const"]) return at + ": another value";
  if (schema.contains("enum") &&
      std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
    return fmt::format("{}: {} is not in {}", at, value.dump(), schema["enum"].dump());
  }
  if (value.is_number()) {
    const double number = value.get<double>();
    if (number < schema.value("minimum", number) || number > schema.value("maximum", number)) {
      return fmt::format("{}: {} is out of range", at, number);
    }
  }
  for (const Json& part : schema.value("allOf", Json::array())) {
    if (std::string fault = SchemaFault(document, part, value, at); !fault.empty()) return fault;
  }
  for (const char* kind : {"oneOf", "anyOf"}) {
    if (!schema.contains(kind)) continue;
    std::string fault =
        ChoiceFault(document, schema[kind], value, at, std::string_view(kind) == "oneOf");
    if (!fault.empty()) return fault;
  }
  if (value.is_array()) {
    if (value.size() < schema.value("minItems", size_t{0})) return at + ": too few items";
    for (size_t i = 0; schema.contains("items") && i < value.size(); ++i) {
      std::string fault =
          SchemaFault(document, schema["items"], value[i], fmt::format("{}[{}]", at, i));
      if (!fault.empty()) return fault;
    }
  }
  return value.is_object() ? ObjectFault(document, schema, value, at) : "";
}

Json OpenApiDocument(const std::string& path) {
  std::ifstream file(path);
  return Json::parse(file, nullptr, false);
}

Json RequestSchema(const Json& document, const std::string& path, const std::string& method) {
  const Json::json_pointer at = Json::json_pointer("/paths") / path / method / "requestBody" /
                                "content" / "application/json" / "schema";
  return document.contains(at) ? document.at(at) : Json();
}

Json ResponseSchema(const Json& document, const std::string& path, const std::string& method,
                    int status, const std::string& type) {
  const Json::json_pointer responses = Json::json_pointer("/paths") / path / method / "responses";
  for (const std::string& key : {std::to_string(status), std::string("default")}) {
    Json::json_pointer at = responses / key;
    if (!document.contains(at)) continue;
    if (document.at(at).contains("$ref")) {
      at = Json::json_pointer(document.at(at)["$ref"].get<std::string>().substr(1));
    }
    at = at / "content" / type / "schema";
    return document.contains(at) ? document.at(at) : Json();
  }
  return {};
}

}  // namespace vivavoce::realtime
