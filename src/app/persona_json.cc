#include "app/persona_json.h"

#include <cmath>
#include <string>

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

// Calls `keep` with the value as TOML has it; null calls nothing.
template <typename Keep>
void Convert(const Json& value, const Keep& keep) {
  switch (value.type()) {
    case Json::value_t::object:
      return keep(TomlOfJson(value));
    case Json::value_t::array: {
      toml::array list;
      for (const Json& entry : value) {
        Convert(entry, [&](auto&& converted) { list.push_back(std::move(converted)); });
      }
      return keep(std::move(list));
    }
    case Json::value_t::string:
      return keep(value.get<std::string>());
    case Json::value_t::boolean:
      return keep(value.get<bool>());
    case Json::value_t::number_integer:
      return keep(value.get<int64_t>());
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      break;
    default:
      return;
  }
  const double number = value.get<double>();
  // A form sends 1 for 1.0 and the like; TOML tells them apart, the reader takes whole numbers.
  if (number == std::floor(number) && std::abs(number) < 1e9) {
    return keep(static_cast<int64_t>(number));
  }
  keep(double{number});
}

}  // namespace

Json PersonaRecord(const persona::Persona& persona) {
  const toml::parse_result parsed = toml::parse(persona::WritePersonaToml(persona));
  return parsed ? JsonOfToml(parsed.table()) : Json::object();
}

toml::table TomlOfJson(const Json& object) {
  toml::table table;
  for (const auto& [key, value] : object.items()) {
    Convert(value, [&](auto&& converted) { table.insert_or_assign(key, std::move(converted)); });
  }
  return table;
}

}  // namespace vivavoce::app
