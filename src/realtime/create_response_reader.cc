#include <fmt/format.h>

#include "realtime/client_event_parser.h"
#include "realtime/common_fields.h"
#include "realtime/item_json.h"

namespace vivavoce::realtime {
namespace {

void ReadMetadata(FieldReader& response, std::map<std::string, std::string>& out) {
  // OpenAI's limits.
  static constexpr size_t kMostPairs = 16, kMostKeyBytes = 64, kMostValueBytes = 512;
  const Json* metadata = response.Find("metadata");
  if (metadata == nullptr || metadata->is_null()) return;
  bool valid = metadata->is_object() && metadata->size() <= kMostPairs;
  if (valid) {
    for (const auto& [key, value] : metadata->items()) {
      if (key.size() > kMostKeyBytes || !value.is_string() ||
          value.get_ref<const std::string&>().size() > kMostValueBytes) {
        valid = false;
        break;
      }
      out[key] = value.get<std::string>();
    }
  }
  if (!valid) {
    response.Fail(
        "metadata",
        fmt::format("'{}' must be an object of at most {} strings; keys have at most {} "
                    "bytes, values {}.",
                    response.Path("metadata"), kMostPairs, kMostKeyBytes, kMostValueBytes));
  }
}

void ReadInput(FieldReader& response, const AudioFormat& format,
               std::optional<std::vector<dialogue::Item>>& out) {
  const Json* input = response.Find("input");
  if (input == nullptr || input->is_null()) return;
  if (!input->is_array()) {
    return response.Fail("input",
                         fmt::format("'{}' must be a list of items.", response.Path("input")),
                         "invalid_type");
  }
  out.emplace();
  for (size_t i = 0; i < input->size(); ++i) {
    FieldReader item((*input)[i], fmt::format("{}[{}]", response.Path("input"), i),
                     response.offence());
    out->push_back(ReadItem(item, format, /*may_refer=*/true));
  }
}

void ReadWireFormat(FieldReader& parent, const char* key, std::string& out) {
  AudioFormat format;
  ReadAudioFormat(parent, key, format);
  if (parent.Has(key)) out = format.Word();
}

}  // namespace

dialogue::CreateResponse ReadCreateResponse(FieldReader& response, const AudioFormat& format,
                                            const Vocabulary& vocabulary) {
  dialogue::CreateResponse read;
  response.OptionalString("instructions", read.instructions);
  ReadModality(response, "modalities", read.modality);
  ReadModality(response, "output_modalities", read.modality);
  std::optional<std::string> named;
  ReadVoice(response, "voice", vocabulary, named, read.voice);
  if (auto audio = response.Object("audio")) {
    if (auto output = audio->Object("output")) {
      ReadVoice(*output, "voice", vocabulary, named, read.voice);
      ReadWireFormat(*output, "format", read.wire_format);
    }
  }
  ReadWireFormat(response, "output_audio_format", read.wire_format);
  response.Number("temperature", read.temperature, 0, 2);
  std::optional<int> limit;
  if (response.TokenLimit("max_response_output_tokens", limit)) read.max_output_tokens = limit;
  if (response.TokenLimit("max_output_tokens", limit)) read.max_output_tokens = limit;
  std::optional<Json> tools, tool_choice;
  ReadTools(response, "tools", tools);
  ReadToolChoice(response, "tool_choice", tool_choice);
  if (tools) read.tools_json = tools->dump();
  if (tool_choice) read.tool_choice_json = tool_choice->dump();
  read.in_conversation = response.Choice("conversation", {"auto", "none"}).value_or(0) == 0;
  ReadInput(response, format, read.input);
  ReadMetadata(response, read.metadata);
  return read;
}

}  // namespace vivavoce::realtime
