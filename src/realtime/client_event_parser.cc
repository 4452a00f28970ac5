#include "realtime/client_event_parser.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "realtime/append_scanner.h"
#include "realtime/item_json.h"
#include "realtime/json_text.h"

namespace vivavoce::realtime {
namespace {

struct Context {
  const AudioFormat& input_format;
  const Vocabulary& vocabulary;
};
using Parser = ParsedEvent (*)(FieldReader& event, const Context& context);

std::string RequiredString(FieldReader& event, const char* key) {
  std::string value;
  if (!event.Has(key)) event.Missing(key);
  event.String(key, value);
  return value;
}

ParsedEvent ParseSessionUpdate(FieldReader& event, const Context&) {
  SessionPatch patch;
  if (!event.Has("session")) {
    event.Missing("session");
  } else if (event.Object("session")) {
    patch.session = *event.Find("session");
  }
  return patch;
}

ParsedEvent ParseTranscriptionUpdate(FieldReader& event, const Context& context) {
  ParsedEvent parsed = ParseSessionUpdate(event, context);
  std::get<SessionPatch>(parsed).for_transcription = true;
  return parsed;
}

ParsedEvent ParseAppend(FieldReader& event, const Context& context) {
  AppendInput append{{}, context.input_format.rate_hz};
  const Json* audio = event.Find("audio");
  if (audio == nullptr || audio->is_null()) {
    event.Missing("audio");
  } else if (!audio->is_string()) {
    event.Fail("audio", "'audio' must be a base64 string.", "invalid_type");
  } else {
    const std::string& base64 = audio->get_ref<const std::string&>();
    if (base64.size() / 4 * 3 > kMostAppendBytes + 2) {
      event.Fail("audio", fmt::format("'audio' has more than {} MiB; append it in pieces.",
                                      kMostAppendBytes >> 20));
    } else if (auto samples = DecodeAudio(base64, context.input_format)) {
      append.samples = std::move(*samples);
    } else {
      event.Fail("audio", "'audio' is wrong: " + samples.error().message);
    }
  }
  return append;
}

// nullopt: the text is something else, or there is something to say about it.
std::optional<AppendInput> QuickAppend(std::string_view text, const AudioFormat& format) {
  const auto base64 = ScanAppend(text);
  if (!base64 || base64->size() / 4 * 3 > kMostAppendBytes + 2) return std::nullopt;
  auto samples = DecodeAudio(*base64, format);
  if (!samples) return std::nullopt;
  return AppendInput{std::move(*samples), format.rate_hz};
}

ParsedEvent ParseCommit(FieldReader&, const Context&) { return dialogue::CommitInput{}; }
ParsedEvent ParseClear(FieldReader&, const Context&) { return dialogue::ClearInput{}; }

ParsedEvent ParseItemCreate(FieldReader& event, const Context& context) {
  dialogue::CreateItem create;
  event.OptionalString("previous_item_id", create.previous_item_id);
  if (!event.Has("item")) event.Missing("item");
  if (auto item = event.Object("item")) {
    create.item = ReadItem(*item, context.input_format, /*may_refer=*/false);
  }
  return create;
}

ParsedEvent ParseItemRetrieve(FieldReader& event, const Context&) {
  return dialogue::RetrieveItem{{}, RequiredString(event, "item_id")};
}

ParsedEvent ParseItemDelete(FieldReader& event, const Context&) {
  return dialogue::DeleteItem{{}, RequiredString(event, "item_id")};
}

ParsedEvent ParseItemTruncate(FieldReader& event, const Context&) {
  dialogue::TruncateItem truncate;
  truncate.item_id = RequiredString(event, "item_id");
  event.Integer("content_index", truncate.content_index, 0, std::numeric_limits<int>::max());
  if (!event.Has("audio_end_ms")) event.Missing("audio_end_ms");
  event.Integer("audio_end_ms", truncate.audio_end_ms, 0, std::numeric_limits<int>::max());
  return truncate;
}

ParsedEvent ParseResponseCreate(FieldReader& event, const Context& context) {
  ParsedResponse parsed;
  if (auto response = event.Object("response")) {
    parsed.event = ReadCreateResponse(*response, context.input_format, context.vocabulary);
    parsed.response = *event.Find("response");
  }
  return parsed;
}

ParsedEvent ParseResponseCancel(FieldReader& event, const Context&) {
  dialogue::CancelResponse cancel;
  event.String("response_id", cancel.response_id);
  return cancel;
}

struct NamedParser {
  std::string_view type;
  Parser parse;
};
constexpr std::array kParsers{
    NamedParser{"session.update", ParseSessionUpdate},
    NamedParser{"transcription_session.update", ParseTranscriptionUpdate},
    NamedParser{"input_audio_buffer.append", ParseAppend},
    NamedParser{"input_audio_buffer.commit", ParseCommit},
    NamedParser{"input_audio_buffer.clear", ParseClear},
    NamedParser{"conversation.item.create", ParseItemCreate},
    NamedParser{"conversation.item.retrieve", ParseItemRetrieve},
    NamedParser{"conversation.item.truncate", ParseItemTruncate},
    NamedParser{"conversation.item.delete", ParseItemDelete},
    NamedParser{"response.create", ParseResponseCreate},
    NamedParser{"response.cancel", ParseResponseCancel},
};

const NamedParser* FindParser(const Json& type) {
  for (const NamedParser& parser : kParsers) {
    if (type == parser.type) return &parser;
  }
  return nullptr;
}

std::string KnownTypes() { return fmt::format("'{}'", fmt::join(ClientEventTypes(), "', '")); }

void SetEventId(ParsedEvent& parsed, const std::string& id) {
  std::visit(
      [&](auto& event) {
        if constexpr (requires { event.event.event_id; }) {
          event.event.event_id = id;
        } else if constexpr (requires { event.event_id; }) {
          event.event_id = id;
        }
      },
      parsed);
}

}  // namespace

std::vector<std::string_view> ClientEventTypes() {
  std::vector<std::string_view> names;
  for (const NamedParser& parser : kParsers) names.push_back(parser.type);
  return names;
}

std::expected<ParsedEvent, dialogue::ErrorEvent> ParseClientEvent(std::string_view text,
                                                                  const AudioFormat& input_format,
                                                                  const Vocabulary& vocabulary) {
  if (auto append = QuickAppend(text, input_format)) return std::move(*append);
  const auto json = ParseJson(text, "each frame must hold one JSON object");
  if (!json) return std::unexpected(json.error());
  if (!json->is_object()) {
    return std::unexpected(RequestError("invalid_event", "The message must be a JSON object."));
  }
  Offence offence;
  FieldReader event(*json, "", offence);
  std::string event_id;
  event.String("event_id", event_id, kMostEventIdBytes);
  const auto with_id = [&](dialogue::ErrorEvent error) {
    error.event_id = event_id;
    return std::unexpected(std::move(error));
  };
  if (offence) return with_id(*offence.error());
  if (!event.Has("type")) {
    return with_id(RequestError("invalid_event", "'type' is required in every event.", "type"));
  }
  const NamedParser* parser = FindParser(*event.Find("type"));
  if (parser == nullptr) {
    event.Fail("type", fmt::format("'type' is {}; known are {}.",
                                   event.Find("type")->dump().substr(0, 80), KnownTypes()));
    return with_id(*offence.error());
  }
  ParsedEvent parsed = parser->parse(event, {input_format, vocabulary});
  if (offence) return with_id(*offence.error());
  SetEventId(parsed, event_id);
  return parsed;
}

}  // namespace vivavoce::realtime
