#include "app/persona_json.h"

#include <cmath>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <variant>

#include "persona/persona_writer.h"

namespace vivavoce::app {
namespace {

using Json = nlohmann::json;

Json JsonOfToml(const toml::node& node) {
  if (const toml::table* table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = JsonOfToml(value);
    return object;
  }
  if (const toml::array* array = node.as_array()) {
    Json list = Json::array();
    for (const toml::node& value : *array) list.push_back(JsonOfToml(value));
    return list;
  }
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto whole = node.value_exact<int64_t>()) return *whole;
  if (const auto flag = node.value_exact<bool>()) return *flag;
  if (const auto number = node.value_exact<double>()) return *number;
  return {};  // dates: no persona has one
}

using TomlValue = std::variant<toml::table, toml::array, std::string, bool, int64_t, double>;

TomlValue Number(double number) {
  // A form sends 1 for 1.0 and the like; TOML tells them apart, the reader takes whole numbers.
  if (number == std::floor(number) && std::abs(number) < 1e9) return static_cast<int64_t>(number);
  return number;
}

std::optional<TomlValue> ValueOf(const Json& json) {
  if (json.is_object()) return TomlOfJson(json);
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer() && !json.is_number_unsigned()) return json.get<int64_t>();
  if (json.is_number()) return Number(json.get<double>());
  if (!json.is_array()) return std::nullopt;
  toml::array list;
  for (const Json& entry : json) {
    auto value = ValueOf(entry);
    if (!value) continue;
    std::visit([&](auto& kind) { list.push_back(std::move(kind)); }, *value);
  }
  return list;
}

}  // namespace

Json PersonaRecord(const persona::Persona& persona) {
  const toml::parse_result parsed = toml::parse(persona::WritePersonaToml(persona));
  return parsed ? JsonOfToml(parsed.table()) : Json::object();
}

Json RecordOfFile(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  return parsed ? JsonOfToml(parsed.table()) : Json::object();
}

std::string TomlText(const toml::table& table) {
  std::ostringstream out;
  out << toml::toml_formatter(table) << "\n";
  return out.str();
}

toml::table TomlOfJson(const Json& object) {
  toml::table table;
  for (const auto& [key, json] : object.items()) {
    auto value = ValueOf(json);
    if (!value) continue;
    std::visit([&, name = std::string_view(key)](
                   auto& kind) { table.insert_or_assign(name, std::move(kind)); },
               *value);
  }
  return table;
}

}  // namespace vivavoce::app
