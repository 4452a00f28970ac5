#include "realtime/client_event_parser.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "realtime/wire_session.h"

namespace vivavoce::realtime::client_event_parser_test {
namespace {

using ::testing::HasSubstr;

std::expected<ParsedEvent, dialogue::ErrorEvent> Parse(std::string_view text,
                                                       AudioFormat format = {}) {
  static const Vocabulary names{{"v1"}, {}, {}};
  return ParseClientEvent(text, format, names);
}

template <typename Event>
Event Parsed(std::string_view text, AudioFormat format = {}) {
  auto result = Parse(text, format);
  EXPECT_TRUE(result) << result.error().message;
  if (!result || !std::holds_alternative<Event>(*result)) {
    ADD_FAILURE() << text;
    return {};
  }
  return std::get<Event>(std::move(*result));
}

dialogue::ErrorEvent Refused(std::string_view text) {
  const auto result = Parse(text);
  EXPECT_FALSE(result) << text;
  return result ? dialogue::ErrorEvent() : result.error();
}

TEST(ClientEventParserTest, TextThatIsNoJsonIsInvalidJson) {
  EXPECT_EQ(Refused("").code, "invalid_json");
  EXPECT_EQ(Refused("{\"type\":").code, "invalid_json");
  EXPECT_EQ(Refused("\xff\xfe").code, "invalid_json");
  EXPECT_EQ(Refused(std::string(100000, '[')).code, "invalid_json");
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(Refused(R"({"type": "session.update", "x": )" + deep + "}").code, "invalid_json");
}

TEST(ClientEventParserTest, JsonThatIsNoEventIsInvalidEvent) {
  EXPECT_EQ(Refused("[]").code, "invalid_event");
  EXPECT_EQ(Refused("null").code, "invalid_event");
  EXPECT_EQ(Refused("{}").code, "invalid_event");
}

TEST(ClientEventParserTest, AnUnknownTypeListsTheKnown) {
  const dialogue::ErrorEvent e = Refused(R"({"type": "response.make", "event_id": "e1"})");
  EXPECT_EQ(e.code, "invalid_value");
  EXPECT_EQ(e.param, "type");
  EXPECT_EQ(e.event_id, "e1");
  EXPECT_THAT(e.message, HasSubstr("response.create"));
  EXPECT_EQ(Refused(R"({"type": 5})").param, "type");
}

TEST(ClientEventParserTest, AudioIsDecodedInTheSessionsFormat) {
  const auto pcm =
      Parsed<AppendInput>(R"({"type": "input_audio_buffer.append", "audio": "AAAAQAAAAMA="})");
  EXPECT_EQ(pcm.samples, (std::vector<float>{0, 0.5f, 0, -0.5f}));
  EXPECT_EQ(pcm.sample_rate_hz, 24000);
  const auto law = Parsed<AppendInput>(R"({"type": "input_audio_buffer.append", "audio": "/w=="})",
                                       {AudioFormat::Encoding::kMuLaw, 8000});
  EXPECT_EQ(law.samples.size(), 1u);
  EXPECT_EQ(law.sample_rate_hz, 8000);
}

TEST(ClientEventParserTest, WrongAudioNamesTheField) {
  for (const char* audio : {R"("!!!!")", R"("AAA")", R"("AAAA")", "7", "[]"}) {
    const auto e = Refused(fmt::format(
        R"({{"type": "input_audio_buffer.append", "audio": {}, "event_id": "e"}})", audio));
    EXPECT_EQ(e.param, "audio") << audio;
    EXPECT_EQ(e.event_id, "e") << audio;
  }
  EXPECT_THAT(Refused(R"({"type": "input_audio_buffer.append", "audio": "AAAA"})").message,
              HasSubstr("even"));
  EXPECT_EQ(Refused(R"({"type": "input_audio_buffer.append"})").code, "missing_required_parameter");
}

TEST(ClientEventParserTest, MoreThan15MiBOfAudioAreRefused) {
  const std::string audio((16u << 20) / 3 * 4, 'A');
  const auto e = Refused(R"({"type": "input_audio_buffer.append", "audio": ")" + audio + "\"}");
  EXPECT_EQ(e.param, "audio");
  EXPECT_THAT(e.message, HasSubstr("15 MiB"));
}

TEST(ClientEventParserTest, ItemsOfAllTypesAreRead) {
  const auto user = Parsed<dialogue::CreateItem>(R"({"type": "conversation.item.create",
      "event_id": "e", "previous_item_id": "root", "item": {"id": "mine", "type": "message",
      "role": "user", "content": [{"type": "input_text", "text": "hi"},
                                  {"type": "input_audio", "audio": "AAAAQA=="}]}})");
  EXPECT_EQ(user.event_id, "e");
  EXPECT_EQ(user.previous_item_id, "root");
  EXPECT_EQ(user.item.id, "mine");
  ASSERT_EQ(user.item.content.size(), 2u);
  EXPECT_EQ(user.item.content[0].text, "hi");
  EXPECT_EQ(user.item.content[1].audio->samples.size(), 2u);
  const auto output = Parsed<dialogue::CreateItem>(R"({"type": "conversation.item.create",
      "item": {"type": "function_call_output", "call_id": "c", "output": "{}"}})");
  EXPECT_EQ(output.item.type, dialogue::ItemType::kFunctionCallOutput);
  EXPECT_EQ(output.item.call_id, "c");
  const auto assistant = Parsed<dialogue::CreateItem>(R"({"type": "conversation.item.create",
      "item": {"type": "message", "role": "assistant",
               "content": [{"type": "text", "text": "hello"}]}})");
  EXPECT_EQ(assistant.item.content[0].type, dialogue::ContentPart::Type::kOutputText);
}

TEST(ClientEventParserTest, AnItemsErrorNamesTheFullPath) {
  const auto param = [](const char* item) {
    return Refused(fmt::format(R"({{"type": "conversation.item.create", "item": {}}})", item))
        .param;
  };
  EXPECT_EQ(param("{}"), "item.type");
  EXPECT_EQ(param(R"({"type": "message"})"), "item.role");
  EXPECT_EQ(param(R"({"type": "message", "role": "user"})"), "item.content");
  EXPECT_EQ(param(R"({"type": "message", "role": "user", "content": [{"type": "image"}]})"),
            "item.content[0].type");
  EXPECT_EQ(param(R"({"type": "message", "role": "user", "content": [3]})"), "item.content[0]");
  EXPECT_EQ(param(R"({"type": "function_call_output", "output": ""})"), "item.call_id");
  EXPECT_EQ(param("7"), "item");
}

TEST(ClientEventParserTest, AResponseIsReadInBothShapes) {
  const auto ga = Parsed<ParsedResponse>(R"({"type": "response.create", "response": {
      "output_modalities": ["text"], "conversation": "none", "metadata": {"k": "v"},
      "audio": {"output": {"voice": "v1", "format": {"type": "audio/pcm", "rate": 16000}}},
      "max_output_tokens": "inf",
      "input": [{"type": "item_reference", "id": "i1"}]}})")
                      .event;
  EXPECT_EQ(ga.modality, dialogue::Modality::kText);
  EXPECT_FALSE(ga.in_conversation);
  EXPECT_EQ(ga.metadata.at("k"), "v");
  EXPECT_EQ(ga.voice, "v1");
  EXPECT_EQ(AudioFormat::FromWord(ga.wire_format), (AudioFormat{.rate_hz = 16000}));
  ASSERT_TRUE(ga.max_output_tokens.has_value());
  EXPECT_EQ(*ga.max_output_tokens, std::nullopt);
  ASSERT_EQ(ga.input->size(), 1u);
  EXPECT_EQ(ga.input->front().id, "i1");
  const auto beta = Parsed<ParsedResponse>(R"({"type": "response.create", "response": {
      "modalities": ["text", "audio"], "voice": "v1", "max_response_output_tokens": 5,
      "output_audio_format": "g711_alaw"}})")
                        .event;
  EXPECT_EQ(AudioFormat::FromWord(beta.wire_format),
            (AudioFormat{AudioFormat::Encoding::kALaw, 8000}));
  EXPECT_EQ(beta.modality, dialogue::Modality::kAudio);
  EXPECT_EQ(beta.max_output_tokens->value_or(0), 5);
  EXPECT_TRUE(Parsed<ParsedResponse>(R"({"type": "response.create"})").event.IsPlain());
}

TEST(ClientEventParserTest, ResponseErrorsNameTheField) {
  const auto param = [](const char* response) {
    return Refused(fmt::format(R"({{"type": "response.create", "response": {}}})", response)).param;
  };
  EXPECT_EQ(param(R"({"conversation": "other"})"), "response.conversation");
  EXPECT_EQ(param(R"({"metadata": {"k": 1}})"), "response.metadata");
  EXPECT_EQ(param(R"({"voice": "v2"})"), "response.voice");
  EXPECT_EQ(param(R"({"temperature": 9})"), "response.temperature");
  EXPECT_EQ(param(R"({"input": 1})"), "response.input");
  EXPECT_EQ(param(R"({"output_audio_format": "mp3"})"), "response.output_audio_format");
  EXPECT_EQ(param(R"({"audio": {"output": {"format": {"type": "audio/mp3"}}}})"),
            "response.audio.output.format.type");
  EXPECT_EQ(param(R"({"audio": {"output": {"format": {"type": "audio/pcm", "rate": 1}}}})"),
            "response.audio.output.format.rate");
}

TEST(ClientEventParserTest, TruncateNeedsItsItemAndEnd) {
  const auto truncate = Parsed<dialogue::TruncateItem>(R"({"type": "conversation.item.truncate",
      "item_id": "i", "content_index": 0, "audio_end_ms": 1200})");
  EXPECT_EQ(truncate.audio_end_ms, 1200);
  EXPECT_EQ(Refused(R"({"type": "conversation.item.truncate", "audio_end_ms": 1})").param,
            "item_id");
  EXPECT_EQ(Refused(R"({"type": "conversation.item.truncate", "item_id": "i"})").param,
            "audio_end_ms");
  EXPECT_EQ(Refused(R"({"type": "conversation.item.truncate", "item_id": "i",
                        "audio_end_ms": -1})")
                .param,
            "audio_end_ms");
}

// Any bytes are answered by an event or an error: 10,000 seeded mutations of honest events, each
// also given to a whole session.
TEST(ClientEventParserTest, MutatedEventsNeverDoHarm) {
  const std::vector<std::string> honest{
      R"({"type":"session.update","event_id":"e","session":{"type":"realtime","audio":{"input":)"
      R"({"format":{"type":"audio/pcm","rate":24000},"turn_detection":{"type":"server_vad",)"
      R"("threshold":0.5,"silence_duration_ms":500}},"output":{"voice":"v1","speed":1.0}},)"
      R"("tools":[{"type":"function","name":"f","parameters":{}}]}})",
      R"({"type":"session.update","session":{"modalities":["text","audio"],"voice":"v1",)"
      R"("input_audio_format":"pcm16","turn_detection":null,"temperature":0.8}})",
      R"({"type":"input_audio_buffer.append","audio":"AAAAQAAAAMA="})",
      R"({"type":"conversation.item.create","item":{"type":"message","role":"user","content":)"
      R"([{"type":"input_text","text":"h\u00e9llo"}]},"previous_item_id":"root"})",
      R"({"type":"response.create","response":{"metadata":{"k":"v"},"conversation":"none",)"
      R"("input":[{"type":"item_reference","id":"i"}],"max_output_tokens":"inf"}})",
      R"({"type":"conversation.item.truncate","item_id":"i","content_index":0,"audio_end_ms":9})",
  };
  const std::vector<std::string> pieces{
      "{",     "}",   "[",    "]", "\"",   ",",  ":",  "null",     "-1",
      "1e400", "\\u", "\xc3", "0", "true", "{}", "[]", "\"type\"", "99999999999999999999"};
  std::mt19937 random(7);
  const auto pick = [&](size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random);
  };
  WireOptions options = WireOptions::Default();
  options.vocabulary.voices = {"v1"};
  WireSession session(options, {}, "s", 0);
  int accepted = 0, refused = 0;
  for (int i = 0; i < 10000; ++i) {
    std::string text = honest[pick(honest.size())];
    for (size_t edits = pick(4); edits > 0 && !text.empty(); --edits) {
      const size_t at = pick(text.size());
      switch (pick(4)) {
        case 0:
          text.erase(at, 1 + pick(8));
          break;
        case 1:
          text.insert(at, pieces[pick(pieces.size())]);
          break;
        case 2:
          text[at] = static_cast<char>(pick(256));
          break;
        default:
          text.insert(at, text.substr(pick(text.size()), pick(40)));
      }
    }
    const Inbound inbound = session.OnClientText(text);
    ASSERT_FALSE(inbound.replies.empty() && inbound.to_conversation.empty()) << text;
    for (const std::string& reply : inbound.replies) {
      const Json error = Json::parse(reply, nullptr, false);
      ASSERT_TRUE(error.is_object() && error["error"]["code"].is_string()) << text;
    }
    (inbound.replies.empty() ? accepted : refused)++;
  }
  EXPECT_GT(accepted, 1000);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace vivavoce::realtime::client_event_parser_test
