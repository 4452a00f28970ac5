#include "realtime/common_fields.h"

#include <fmt/format.h>

#include <cmath>

namespace vivavoce::realtime {
namespace {

Json NormalisedTool(const Json& value, const std::string& path, Offence& offence) {
  FieldReader tool(value, path, offence);
  std::string type = "function";
  tool.String("type", type);
  if (type != "function") {
    tool.Fail("type", fmt::format("'{}' is '{}'; only 'function' tools are available on this "
                                  "server.",
                                  tool.Path("type"), type));
    return {};
  }
  const auto nested = tool.Object("function");
  FieldReader body = nested ? *nested : tool;
  std::string name, description;
  body.String("name", name, 256);
  body.String("description", description);
  if (name.empty()) body.Missing("name");
  const Json* parameters = body.Find("parameters");
  if (parameters != nullptr && !parameters->is_null() && !parameters->is_object()) {
    body.Fail("parameters",
              fmt::format("'{}' must be a JSON schema object.", body.Path("parameters")),
              "invalid_type");
  }
  Json flat{{"type", "function"}, {"name", name}};
  if (!description.empty()) flat["description"] = description;
  const bool has_parameters = parameters != nullptr && parameters->is_object();
  flat["parameters"] =
      has_parameters ? *parameters : Json{{"type", "object"}, {"properties", Json::object()}};
  return flat;
}

}  // namespace

void ReadModality(FieldReader& parent, const char* key, std::optional<dialogue::Modality>& out) {
  const Json* value = parent.Find(key);
  if (value == nullptr || value->is_null()) return;
  bool text = false, audio = false, valid = value->is_array();
  if (valid) {
    for (const Json& entry : *value) {
      if (entry == "text") {
        text = true;
      } else if (entry == "audio") {
        audio = true;
      } else {
        valid = false;
      }
    }
  }
  if (!valid || !(text || audio)) {
    parent.Fail(key, fmt::format("'{}' must be [\"audio\"], [\"text\"] or [\"text\", \"audio\"].",
                                 parent.Path(key)));
    return;
  }
  out = audio ? dialogue::Modality::kAudio : dialogue::Modality::kText;
}

void ReadVoice(FieldReader& parent, const char* key, const Vocabulary& vocabulary,
               std::optional<std::string>& named, std::optional<std::string>& resolved) {
  const Json* value = parent.Find(key);
  if (value == nullptr || value->is_null()) return;
  std::optional<std::string> name;
  std::string path = parent.Path(key);
  if (value->is_object()) {
    FieldReader custom(*value, path, parent.offence());
    custom.OptionalString("id", name);
    if (!custom.Has("id")) custom.Missing("id");
  } else {
    parent.OptionalString(key, name);
  }
  if (!name) return;
  resolved = vocabulary.ResolveVoice(*name);
  if (!resolved) {
    parent.Fail(key, fmt::format("'{}' is '{}', a voice this server does not have; it has {}.",
                                 path, *name, vocabulary.VoiceNames()));
    return;
  }
  named = std::move(name);
}

void ReadTools(FieldReader& parent, const char* key, std::optional<Json>& out) {
  const Json* value = parent.Find(key);
  if (value == nullptr || value->is_null()) return;
  static constexpr size_t kMostTools = 128;
  if (!value->is_array() || value->size() > kMostTools) {
    parent.Fail(key,
                fmt::format("'{}' must be a list of at most {} function tools.", parent.Path(key),
                            kMostTools),
                "invalid_type");
    return;
  }
  Json tools = Json::array();
  for (size_t i = 0; i < value->size(); ++i) {
    tools.push_back(
        NormalisedTool((*value)[i], fmt::format("{}[{}]", parent.Path(key), i), parent.offence()));
  }
  out = std::move(tools);
}

void ReadToolChoice(FieldReader& parent, const char* key, std::optional<Json>& out) {
  const Json* value = parent.Find(key);
  if (value == nullptr || value->is_null()) return;
  if (!value->is_object()) {
    if (parent.Choice(key, {"none", "auto", "required"})) out = *value;
    return;
  }
  FieldReader choice(*value, parent.Path(key), parent.offence());
  choice.Choice("type", {"function"});
  const auto nested = choice.Object("function");
  FieldReader body = nested ? *nested : choice;
  std::string name;
  body.String("name", name, 256);
  if (name.empty()) return body.Missing("name");
  out = Json{{"type", "function"}, {"name", name}};
}

Json RoundedNumber(float value) { return std::round(static_cast<double>(value) * 1e4) / 1e4; }

}  // namespace vivavoce::realtime
