#include "realtime/wire_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::realtime::wire_session_test {
namespace {

using dialogue::ClientEvent;
using dialogue::TurnDetection;
using dialogue::UpdateSession;

WireOptions Options() {
  WireOptions options = WireOptions::Default();
  options.vocabulary.voices = {"v1", "v2"};
  options.vocabulary.voice_aliases = {{"xiaoyue", "v2"}};
  return options;
}

Handshake Model(std::string model) { return {"/v1/realtime", {{"model", model}}, {}, {}}; }

WireSession Session(Handshake handshake = Model("gpt-realtime")) {
  return WireSession(Options(), handshake, "s", 0);
}

template <typename Event>
Event Only(const Inbound& inbound, size_t index = 0) {
  EXPECT_GT(inbound.to_conversation.size(), index);
  return std::get<Event>(std::get<ClientEvent>(inbound.to_conversation.at(index)));
}

Json Single(const std::vector<std::string>& texts) {
  EXPECT_EQ(texts.size(), 1u);
  return texts.empty() ? Json() : Json::parse(texts[0]);
}

constexpr const char* kCardUpdate = R"({"type": "session.update", "session": {
    "instructions": "You are Xiao Yue", "voice": "xiaoyue",
    "input_audio_format": "pcm16", "output_audio_format": "pcm16"}})";

TEST(WireSessionTest, AnUpdateIsShownOnlyWhenTheConversationAccepts) {
  WireSession session = Session();
  const auto inbound =
      session.OnClientText(R"({"type": "session.update", "session": {"voice": "v2"}})");
  const auto update = Only<UpdateSession>(inbound);
  EXPECT_EQ(update.config.voice, "v2");
  EXPECT_EQ(session.settings().voice, "");
  const Json updated = Single(session.OnServerEvent(dialogue::SessionUpdated{update.serial}));
  EXPECT_EQ(updated["type"], "session.updated");
  EXPECT_EQ(updated["session"]["voice"], "v2");
}

TEST(WireSessionTest, ARefusedUpdateLeavesTheSessionAsItWas) {
  WireSession session = Session();
  const auto update = Only<UpdateSession>(
      session.OnClientText(R"({"type": "session.update", "session": {"voice": "v2"}})"));
  dialogue::ErrorEvent error;
  error.code = "cannot_update_voice";
  error.serial = update.serial;
  EXPECT_EQ(Single(session.OnServerEvent(error))["error"]["code"], "cannot_update_voice");
  const auto next = Only<UpdateSession>(
      session.OnClientText(R"({"type": "session.update", "session": {"instructions": "x"}})"));
  EXPECT_EQ(next.config.voice, "");
}

TEST(WireSessionTest, TwoUpdatesUnderWayBuildOnEachOther) {
  WireSession session = Session();
  const auto first = Only<UpdateSession>(
      session.OnClientText(R"({"type": "session.update", "session": {"tracing": "auto"}})"));
  const auto second = Only<UpdateSession>(session.OnClientText(
      R"({"type": "session.update", "session": {"type": "realtime", "instructions": "x"}})"));
  EXPECT_EQ(Single(session.OnServerEvent(
                dialogue::SessionUpdated{first.serial}))["session"]["instructions"],
            "");
  const Json last = Single(session.OnServerEvent(dialogue::SessionUpdated{second.serial}));
  EXPECT_EQ(last["session"]["tracing"], "auto");
  EXPECT_EQ(last["session"]["instructions"], "x");
}

TEST(WireSessionTest, UntilADialectIsKnownTheSessionHasBothShapes) {
  WireSession session = Session();
  const Json created = Json::parse(session.Created());
  EXPECT_EQ(created["type"], "session.created");
  EXPECT_TRUE(created["session"].contains("audio"));
  EXPECT_TRUE(created["session"].contains("input_audio_format"));
  EXPECT_EQ(created["session"]["model"], "gpt-realtime");
}

TEST(WireSessionTest, ABetaShapedUpdateMakesBetaEvents) {
  WireSession session = Session();
  session.OnClientText(R"({"type": "session.update", "session": {"voice": "v1"}})");
  EXPECT_EQ(Single(session.OnServerEvent(dialogue::ItemAdded{}))["type"],
            "conversation.item.created");
}

TEST(WireSessionTest, WithoutAnyMarkOutputIsGa) {
  WireSession session = Session();
  EXPECT_EQ(Single(session.OnServerEvent(dialogue::ItemAdded{}))["type"],
            "conversation.item.added");
}

TEST(WireSessionTest, SpeechEventsDecideNothing) {
  WireSession session = Session();
  session.OnServerEvent(dialogue::SpeechStarted{});
  EXPECT_EQ(session.dialect(), std::nullopt);
}

TEST(WireSessionTest, TheModelCardsSampleGetsServerVadAndTranscripts) {
  WireSession session = Session(Model("step-2.5-realtime"));
  EXPECT_EQ(session.dialect(), Dialect::kStepFun);
  const auto update = Only<UpdateSession>(session.OnClientText(kCardUpdate));
  EXPECT_EQ(update.config.turn_detection.type, TurnDetection::Type::kServerVad);
  EXPECT_TRUE(update.config.turn_detection.create_response);
  EXPECT_TRUE(update.config.transcription_events);
  EXPECT_EQ(update.config.voice, "v2");
  const Json updated = Single(session.OnServerEvent(dialogue::SessionUpdated{update.serial}));
  EXPECT_EQ(updated["session"]["voice"], "xiaoyue");
  EXPECT_FALSE(updated["session"].contains("audio"));
}

TEST(WireSessionTest, AStepFunClientThatCommitsByHandIsManualFromThenOn) {
  WireSession session = Session(Model("step-2.5-realtime"));
  session.OnClientText(kCardUpdate);
  const auto inbound = session.OnClientText(R"({"type": "input_audio_buffer.commit"})");
  ASSERT_EQ(inbound.to_conversation.size(), 2u);
  const auto update = Only<UpdateSession>(inbound);
  EXPECT_EQ(update.config.turn_detection.type, TurnDetection::Type::kNone);
  Only<dialogue::CommitInput>(inbound, 1);
  EXPECT_TRUE(session.OnServerEvent(dialogue::SessionUpdated{update.serial}).empty());
  EXPECT_EQ(session.OnClientText(R"({"type": "input_audio_buffer.commit"})").to_conversation.size(),
            1u);
}

TEST(WireSessionTest, AStepFunClientThatChoseTurnDetectionKeepsItWhenItCommits) {
  WireSession session = Session(Model("step-2.5-realtime"));
  session.OnClientText(R"({"type": "session.update", "session": {"turn_detection":
                           {"type": "server_vad"}}})");
  EXPECT_EQ(session.OnClientText(R"({"type": "input_audio_buffer.commit"})").to_conversation.size(),
            1u);
}

TEST(WireSessionTest, AnOpenAiClientThatCommitsKeepsItsTurnDetection) {
  WireSession session = Session();
  EXPECT_EQ(session.OnClientText(R"({"type": "input_audio_buffer.commit"})").to_conversation.size(),
            1u);
}

TEST(WireSessionTest, KnownModelsAreAcceptedAndAnUnknownOneIsNamed) {
  for (const char* model : {"", "vivavoce", "gpt-realtime", "gpt-realtime-mini-2025-10-06",
                            "gpt-4o-realtime-preview-2024-10-01", "step-2.5-realtime",
                            "stepaudio-2.5-realtime", "step-audio-2-mini"}) {
    EXPECT_FALSE(Session(Model(model)).refusal()) << model;
  }
  const WireSession session = Session(Model("gpt-5"));
  ASSERT_TRUE(session.refusal());
  EXPECT_EQ(session.refusal()->code, "model_not_found");
  EXPECT_THAT(session.refusal()->message, ::testing::HasSubstr("vivavoce"));
}

TEST(WireSessionTest, TheIntentMayBeTranscriptionAndNothingElseNew) {
  EXPECT_FALSE(Session({"/v1/realtime", {{"intent", "transcription"}}, {}, {}}).refusal());
  EXPECT_EQ(Session({"/v1/realtime", {{"intent", "translation"}}, {}, {}}).refusal()->param,
            "intent");
}

TEST(WireSessionTest, AudioAfterAFormatChangeIsReadInTheNewFormat) {
  WireSession session = Session();
  session.OnClientText(
      R"({"type": "session.update", "session": {"input_audio_format": "g711_ulaw"}})");
  const auto inbound =
      session.OnClientText(R"({"type": "input_audio_buffer.append", "audio": "/w=="})");
  EXPECT_EQ(std::get<AppendInput>(inbound.to_conversation.at(0)).sample_rate_hz, 8000);
}

}  // namespace
}  // namespace vivavoce::realtime::wire_session_test
