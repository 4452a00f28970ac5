#include "realtime/item_json.h"

#include <fmt/format.h>

#include "dialogue/perception_json.h"

namespace vivavoce::realtime {
namespace {

using dialogue::ContentPart;
using dialogue::Item;
using dialogue::ItemRole;
using dialogue::ItemStatus;
using dialogue::ItemType;

constexpr size_t kMostIdBytes = 512;
constexpr const char* kStatusNames[] = {"in_progress", "completed", "incomplete"};
constexpr const char* kRoleNames[] = {"system", "user", "assistant"};

ContentPart ReadPart(FieldReader& part, ItemRole role, const AudioFormat& input_format) {
  ContentPart read;
  const bool is_assistant = role == ItemRole::kAssistant;
  if (!part.Has("type")) {
    part.Missing("type");
    return read;
  }
  const auto type = part.Choice(
      "type", {"input_text", "output_text", "text", "input_audio", "output_audio", "audio"});
  if (!type) return read;
  if (*type <= 2) {
    read.type = is_assistant ? ContentPart::Type::kOutputText : ContentPart::Type::kInputText;
    if (!part.Has("text")) part.Missing("text");
    part.String("text", read.text);
    return read;
  }
  read.type = is_assistant ? ContentPart::Type::kOutputAudio : ContentPart::Type::kInputAudio;
  if (role == ItemRole::kSystem) {
    part.Fail("type", "A system message takes only input_text.");
  }
  part.OptionalString("transcript", read.transcript);
  std::optional<std::string> base64;
  part.OptionalString("audio", base64);
  if (!base64) return read;
  auto samples = DecodeAudio(*base64, input_format);
  if (!samples) {
    part.Fail("audio", samples.error().message);
    return read;
  }
  read.audio = std::make_shared<const dialogue::AudioClip>(
      dialogue::AudioClip{std::move(*samples), input_format.rate_hz});
  return read;
}

void ReadMessage(FieldReader& fields, const AudioFormat& input_format, Item& item) {
  if (!fields.Has("role")) return fields.Missing("role");
  const auto role = fields.Choice("role", {"system", "user", "assistant"});
  if (!role) return;
  item.role = static_cast<ItemRole>(*role);
  const Json* content = fields.Find("content");
  if (content == nullptr || content->is_null()) return fields.Missing("content");
  if (!content->is_array()) {
    return fields.Fail("content",
                       fmt::format("'{}' must be a list of content parts.", fields.Path("content")),
                       "invalid_type");
  }
  for (size_t i = 0; i < content->size(); ++i) {
    FieldReader part((*content)[i], fmt::format("{}[{}]", fields.Path("content"), i),
                     fields.offence());
    item.content.push_back(ReadPart(part, item.role, input_format));
  }
}

Json PartToJson(const ContentPart& part, Dialect dialect, const AudioFormat& format) {
  const bool beta = IsBetaShaped(dialect);
  Json json;
  switch (part.type) {
    case ContentPart::Type::kInputText:
      return {{"type", "input_text"}, {"text", part.text}};
    case ContentPart::Type::kOutputText:
      return {{"type", beta ? "text" : "output_text"}, {"text", part.text}};
    case ContentPart::Type::kInputAudio:
      json["type"] = "input_audio";
      break;
    case ContentPart::Type::kOutputAudio:
      json["type"] = beta ? "audio" : "output_audio";
      break;
  }
  json["transcript"] = part.transcript ? Json(*part.transcript) : Json(nullptr);
  if (part.audio) {
    const auto audio = EncodeClip(part.audio->samples, part.audio->sample_rate_hz, format);
    if (audio) json["audio"] = *audio;
  }
  return json;
}

}  // namespace

Item ReadItem(FieldReader& fields, const AudioFormat& input_format, bool may_refer) {
  Item item;
  fields.String("id", item.id, kMostIdBytes);
  if (!fields.Has("type")) {
    fields.Missing("type");
    return item;
  }
  if (may_refer && *fields.Find("type") == "item_reference") {
    if (item.id.empty()) fields.Missing("id");
    return item;
  }
  const auto type = fields.Choice("type", {"message", "function_call", "function_call_output"});
  if (!type) return item;
  item.type = static_cast<ItemType>(*type);
  if (const auto status = fields.Choice("status", {"in_progress", "completed", "incomplete"})) {
    item.status = static_cast<ItemStatus>(*status);
  }
  fields.String("call_id", item.call_id, kMostIdBytes);
  switch (item.type) {
    case ItemType::kMessage:
      ReadMessage(fields, input_format, item);
      break;
    case ItemType::kFunctionCall:
      item.role = ItemRole::kAssistant;
      fields.String("name", item.name, kMostIdBytes);
      fields.String("arguments", item.arguments);
      if (item.name.empty()) fields.Missing("name");
      break;
    case ItemType::kFunctionCallOutput:
      if (item.call_id.empty()) fields.Missing("call_id");
      if (!fields.Has("output")) fields.Missing("output");
      fields.String("output", item.output);
      break;
  }
  return item;
}

Json ItemToJson(const Item& item, Dialect dialect, const AudioFormat& format) {
  Json json{{"id", item.id},
            {"object", "realtime.item"},
            {"status", kStatusNames[static_cast<size_t>(item.status)]}};
  switch (item.type) {
    case ItemType::kMessage: {
      Json content = Json::array();
      for (const ContentPart& part : item.content) {
        content.push_back(PartToJson(part, dialect, format));
      }
      json["type"] = "message";
      json["role"] = kRoleNames[static_cast<size_t>(item.role)];
      json["content"] = std::move(content);
      break;
    }
    case ItemType::kFunctionCall:
      json["type"] = "function_call";
      json["call_id"] = item.call_id;
      json["name"] = item.name;
      json["arguments"] = item.arguments;
      break;
    case ItemType::kFunctionCallOutput:
      json["type"] = "function_call_output";
      json["call_id"] = item.call_id;
      json["output"] = item.output;
      break;
  }
  if (item.perception) json["perception"] = dialogue::PerceptionToJson(*item.perception);
  return json;
}

}  // namespace vivavoce::realtime
