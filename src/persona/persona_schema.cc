#include "persona/persona_schema.h"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "persona/persona_fields.h"

namespace vivavoce::persona {
namespace {

using Json = nlohmann::ordered_json;

// The visitor of persona_fields.h that describes instead of reading.
class SchemaVisitor {
 public:
  void Text(std::string_view key, const std::string&, const FieldRule& rule) {
    Add(key, rule, Json{{"type", "string"}, {"maxLength", rule.max_bytes}});
  }
  void Both(std::string_view key, const Bilingual&, const FieldRule& rule) {
    const Json text = {{"type", "string"}, {"maxLength", rule.max_bytes}};
    Json table = Object({{"en", text}, {"zh", text}});
    Add(key, rule, Json{{"oneOf", {text, std::move(table)}}});
  }
  void Strings(std::string_view key, const std::vector<std::string>&, const FieldRule& rule) {
    Add(key, rule, List(rule, NonEmpty(rule)));
  }
  void BothLines(std::string_view key, const Lines&, const FieldRule& rule) {
    const Json list = List(rule, NonEmpty(rule));
    Add(key, rule, Object({{"en", list}, {"zh", list}}));
  }
  void Flag(std::string_view key, bool, const FieldRule& rule) {
    Add(key, rule, Json{{"type", "boolean"}});
  }
  void Language(std::string_view key, vivavoce::Language, const FieldRule& rule) {
    Add(key, rule, Json{{"enum", {"en", "zh"}}});
  }
  template <typename T>
  void Number(std::string_view key, T, const FieldRule& rule, NumberRange range) {
    Add(key, rule,
        Json{{"type", std::is_integral_v<T> ? "integer" : "number"},
             {"minimum", range.low},
             {"maximum", range.high}});
  }
  template <typename E>
  void Choice(std::string_view key, E, const FieldRule& rule) {
    Add(key, rule, Json{{"enum", Names<E>()}});
  }
  template <typename E>
  void Choices(std::string_view key, const std::vector<E>&, const FieldRule& rule) {
    Add(key, rule, List(rule, Json{{"enum", Names<E>()}}));
  }
  template <typename Visit>
  void Table(std::string_view key, const FieldRule& rule, Visit visit) {
    SchemaVisitor inner;
    visit(inner);
    Add(key, rule, inner.Finish());
  }
  template <typename T, typename Visit>
  void Tables(std::string_view key, const std::vector<T>&, const FieldRule& rule, Visit visit) {
    SchemaVisitor inner;
    const T element;
    visit(inner, element);
    Add(key, rule, List(rule, inner.Finish()));
  }

  void Put(std::string_view key, Json value) { properties_[std::string(key)] = std::move(value); }
  void Require(std::string_view key) { required_.push_back(key); }

  Json Finish() {
    Json schema = Object(std::move(properties_));
    if (!required_.empty()) schema["required"] = std::move(required_);
    return schema;
  }

 private:
  static Json Object(Json properties) {
    return {
        {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  }
  static Json NonEmpty(const FieldRule& rule) {
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", rule.max_bytes}};
  }
  static Json List(const FieldRule& rule, Json items) {
    return {{"type", "array"}, {"maxItems", rule.max_items}, {"items", std::move(items)}};
  }
  template <typename E>
  static Json Names() {
    Json names = Json::array();
    for (const std::string_view name : ChoiceNames<E>::kNames) {
      if (!name.empty()) names.push_back(name);
    }
    return names;
  }
  void Add(std::string_view key, const FieldRule& rule, Json schema) {
    Json described = Json::object();
    if (!rule.help.empty()) described["description"] = rule.help;
    described.update(schema);
    if (rule.required) required_.push_back(key);
    Put(key, std::move(described));
  }

  Json properties_ = Json::object();
  Json required_ = Json::array();
};

Json SchemaJson() {
  SchemaVisitor visitor;
  visitor.Put("format", {{"description", "version of this format"}, {"const", kPersonaFormat}});
  const Persona persona;
  VisitPersona(visitor, persona);
  Json body = visitor.Finish();
  // What a file inherits need not stand in it.
  const Json required = std::move(body["required"]);
  body.erase("required");
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "vivavoce persona, format 1"}};
  schema.update(body);
  schema["required"] = {"format", "id"};
  schema["anyOf"] = {Json{{"required", required}}, Json{{"required", {"extends"}}},
                     Json{{"required", {"mixins"}}}, Json{{"required", {"abstract"}}}};
  return schema;
}

void Collect(const Json& schema, const std::string& path, std::vector<std::string>& paths) {
  const Json* node = &schema;
  if (node->contains("items")) node = &(*node)["items"];
  const auto properties = node->find("properties");
  if (properties == node->end()) {
    paths.push_back(path);
    return;
  }
  const std::string prefix = path.empty() ? "" : path + (schema.contains("items") ? "[]." : ".");
  for (const auto& [key, value] : properties->items()) Collect(value, prefix + key, paths);
}

}  // namespace

std::string PersonaSchema() { return SchemaJson().dump(2) + "\n"; }

std::vector<std::string> PersonaFieldPaths() {
  std::vector<std::string> paths;
  Collect(SchemaJson(), "", paths);
  return paths;
}

}  // namespace vivavoce::persona
