#include "realtime/server_event_writer.h"

#include <gtest/gtest.h>

#include <set>

#include "base/base64.h"

namespace vivavoce::realtime::server_event_writer_test {
namespace {

using dialogue::ServerEvent;

std::vector<Json> Written(const ServerEvent& event, Dialect dialect,
                          const SessionSettings& settings = {}) {
  ServerEventWriter writer("x", "conv_x");
  std::vector<Json> events;
  for (const std::string& text : writer.Write(event, settings, dialect)) {
    events.push_back(Json::parse(text));
  }
  return events;
}

std::vector<std::string> Types(const ServerEvent& event, Dialect dialect) {
  std::vector<std::string> types;
  for (const Json& json : Written(event, dialect)) types.push_back(json.at("type"));
  return types;
}

dialogue::Response Done(dialogue::ResponseStatus status) {
  dialogue::Response response;
  response.id = "resp_1";
  response.status = status;
  return response;
}

using Names = std::vector<std::string>;
const dialogue::PartAddress kAt{"resp_1", "item_1", 0, 0};

TEST(ServerEventWriterTest, OutputEventsAreNamedByDialect) {
  struct Case {
    ServerEvent event;
    std::string ga, beta;
  };
  const std::vector<Case> cases{
      {dialogue::TextDelta{kAt, "a"}, "response.output_text.delta", "response.text.delta"},
      {dialogue::TextDone{kAt, "a"}, "response.output_text.done", "response.text.done"},
      {dialogue::TranscriptDelta{kAt, "a"}, "response.output_audio_transcript.delta",
       "response.audio_transcript.delta"},
      {dialogue::TranscriptDone{kAt, "a"}, "response.output_audio_transcript.done",
       "response.audio_transcript.done"},
      {dialogue::AudioDelta{.at = kAt, .samples = {0.5f}}, "response.output_audio.delta",
       "response.audio.delta"},
      {dialogue::AudioDone{kAt}, "response.output_audio.done", "response.audio.done"},
      {dialogue::ItemAdded{}, "conversation.item.added", "conversation.item.created"},
      {dialogue::ResponseCreated{}, "response.created", "response.created"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Types(c.event, Dialect::kGa), Names{c.ga});
    EXPECT_EQ(Types(c.event, Dialect::kBeta), Names{c.beta});
    EXPECT_EQ(Types(c.event, Dialect::kStepFun), Names{c.beta});
  }
}

TEST(ServerEventWriterTest, OnlyGaHasItemDoneAndTheIdleTimeout) {
  EXPECT_EQ(Types(dialogue::ItemDone{}, Dialect::kGa), Names{"conversation.item.done"});
  EXPECT_EQ(Types(dialogue::ItemDone{}, Dialect::kBeta), Names{});
  EXPECT_EQ(Types(dialogue::TimeoutTriggered{}, Dialect::kBeta), Names{});
}

TEST(ServerEventWriterTest, EveryEventHasItsOwnId) {
  ServerEventWriter writer("x", "c");
  std::set<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    for (const std::string& text : writer.Write(dialogue::InputCleared{}, {}, Dialect::kGa)) {
      ids.insert(Json::parse(text).at("event_id"));
    }
    ids.insert(Json::parse(writer.Error({})).at("event_id"));
  }
  EXPECT_EQ(ids.size(), 6u);
}

TEST(ServerEventWriterTest, PartTypesAreTextAndAudioInBothDialects) {
  for (const Dialect dialect : {Dialect::kGa, Dialect::kBeta}) {
    const auto audio =
        Written(dialogue::ContentPartDone{kAt, dialogue::Modality::kAudio, "hi"}, dialect)[0];
    EXPECT_EQ(audio["part"], Json::parse(R"({"type": "audio", "transcript": "hi"})"));
    const auto text =
        Written(dialogue::ContentPartAdded{kAt, dialogue::Modality::kText}, dialect)[0];
    EXPECT_EQ(text["part"], Json::parse(R"({"type": "text", "text": ""})"));
  }
}

TEST(ServerEventWriterTest, AssistantContentTypesAreNamedByDialect) {
  dialogue::Item item;
  item.role = dialogue::ItemRole::kAssistant;
  item.content = {{dialogue::ContentPart::Type::kOutputAudio, "", "hi", nullptr},
                  {dialogue::ContentPart::Type::kOutputText, "yo", std::nullopt, nullptr}};
  const auto types = [&](Dialect dialect) {
    const Json content = Written(dialogue::ItemAdded{item, {}}, dialect)[0]["item"]["content"];
    return Names{content[0]["type"], content[1]["type"]};
  };
  EXPECT_EQ(types(Dialect::kGa), (Names{"output_audio", "output_text"}));
  EXPECT_EQ(types(Dialect::kBeta), (Names{"audio", "text"}));
}

TEST(ServerEventWriterTest, UserAudioAlwaysHasATranscriptKey) {
  dialogue::Item item;
  item.content = {{dialogue::ContentPart::Type::kInputAudio, "", std::nullopt, nullptr}};
  const Json part = Written(dialogue::ItemAdded{item, {}}, Dialect::kGa)[0]["item"]["content"][0];
  EXPECT_TRUE(part.at("transcript").is_null());
}

TEST(ServerEventWriterTest, StatusDetailsAndUsageAreAlwaysThere) {
  const Json created =
      Written(dialogue::ResponseCreated{Done(dialogue::ResponseStatus::kInProgress)},
              Dialect::kGa)[0]["response"];
  EXPECT_TRUE(created.at("status_details").is_null());
  EXPECT_TRUE(created.at("usage").is_null());
  EXPECT_EQ(created.at("output"), Json::array());
  auto cancelled = Done(dialogue::ResponseStatus::kCancelled);
  cancelled.reason = dialogue::ResponseReason::kTurnDetected;
  const Json done = Written(dialogue::ResponseDone{cancelled}, Dialect::kGa)[0]["response"];
  EXPECT_EQ(done["status_details"],
            Json::parse(R"({"type": "cancelled", "reason": "turn_detected"})"));
  EXPECT_TRUE(done["usage"]["input_token_details"].is_object());
  EXPECT_TRUE(done["usage"]["output_token_details"].is_object());
}

TEST(ServerEventWriterTest, AnOutOfBandResponseHasNoConversation) {
  auto response = Done(dialogue::ResponseStatus::kCompleted);
  response.in_conversation = false;
  response.metadata = {{"client_event_id", "7"}};
  const Json json = Written(dialogue::ResponseDone{response}, Dialect::kGa)[0]["response"];
  EXPECT_TRUE(json.at("conversation_id").is_null());
  EXPECT_EQ(json["metadata"]["client_event_id"], "7");
}

TEST(ServerEventWriterTest, StepFunAlsoHearsOfTheCancellation) {
  const dialogue::ResponseDone cancelled{Done(dialogue::ResponseStatus::kCancelled)};
  EXPECT_EQ(Types(cancelled, Dialect::kStepFun), (Names{"response.cancelled", "response.done"}));
  EXPECT_EQ(Types(cancelled, Dialect::kBeta), Names{"response.done"});
  const dialogue::ResponseDone completed{Done(dialogue::ResponseStatus::kCompleted)};
  EXPECT_EQ(Types(completed, Dialect::kStepFun), Names{"response.done"});
}

TEST(ServerEventWriterTest, ErrorsHaveAllKeysAndNullWhereNothingIsKnown) {
  ServerEventWriter writer("x", "c");
  const Json error = Json::parse(writer.Error({}))["error"];
  for (const char* key : {"code", "param", "event_id"}) EXPECT_TRUE(error.at(key).is_null()) << key;
}

TEST(ServerEventWriterTest, ALongDeltaIsCutAndLosesNoSample) {
  const dialogue::AudioDelta delta{.at = kAt, .samples = std::vector<float>(30001, 0.25f)};
  const auto events = Written(delta, Dialect::kGa);
  EXPECT_EQ(events.size(), 3u);
  size_t bytes = 0;
  for (const Json& event : events) {
    bytes += DecodeBase64(event["delta"].get<std::string>())->size();
  }
  EXPECT_EQ(bytes, 2u * 30001);
}

TEST(ServerEventWriterTest, G711OutputIsResampledToTheLastSample) {
  SessionSettings settings;
  settings.output_format = {AudioFormat::Encoding::kMuLaw, 8000};
  ServerEventWriter writer("x", "c");
  size_t bytes = 0;
  const auto count = [&](const ServerEvent& event) {
    for (const std::string& text : writer.Write(event, settings, Dialect::kGa)) {
      const Json json = Json::parse(text);
      if (json.contains("delta")) {
        bytes += DecodeBase64(json["delta"].get<std::string>())->size();
      }
    }
  };
  for (int i = 0; i < 10; ++i) {
    count(dialogue::AudioDelta{.at = kAt, .samples = std::vector<float>(2400, 0.1f)});
  }
  count(dialogue::AudioDone{kAt});
  EXPECT_EQ(bytes, 8000u);
}

TEST(ServerEventWriterTest, RetrievedAudioComesInTheSessionsInputFormat) {
  dialogue::Item item;
  item.content = {{dialogue::ContentPart::Type::kInputAudio, "", "hi",
                   std::make_shared<dialogue::AudioClip>(
                       dialogue::AudioClip{std::vector<float>(16000, 0.1f), 16000})}};
  const Json part = Written(dialogue::ItemRetrieved{item}, Dialect::kGa)[0]["item"]["content"][0];
  EXPECT_EQ(DecodeBase64(part["audio"].get<std::string>())->size(), 48000u);
}

TEST(ServerEventWriterTest, TextThatIsNoUtf8StillBecomesJson) {
  EXPECT_EQ(Written(dialogue::TranscriptDelta{kAt, "\xe4\xbd"}, Dialect::kGa).size(), 1u);
}

}  // namespace
}  // namespace vivavoce::realtime::server_event_writer_test
