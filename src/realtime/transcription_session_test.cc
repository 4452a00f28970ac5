// Sessions that only hear, in virtual time with a scripted engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "realtime/testing/virtual_session.h"

namespace vivavoce::realtime::transcription_session_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TranscriptionSessionTest : public VirtualSessionTest {
 protected:
  std::shared_ptr<Session> OpenOne(const std::shared_ptr<ListedTransport>& wire,
                                   std::map<std::string, std::string> more = {}) {
    more["intent"] = "transcription";
    return Open(wire, "", std::move(more));
  }
  static std::vector<std::string> WithoutDeltas(const std::vector<Json>& events) {
    std::vector<std::string> types = Types(events);
    std::erase(types, "conversation.item.input_audio_transcription.delta");
    return types;
  }
  static std::string Deltas(const std::vector<Json>& events) {
    std::string text;
    for (const Json& event : events) {
      if (event["type"] == "conversation.item.input_audio_transcription.delta") {
        text += event["delta"];
      }
    }
    return text;
  }
};

TEST_F(TranscriptionSessionTest, ATurnIsTranscribedAndNotAnswered) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = OpenOne(wire, {{"dialect", "ga"}});
  Hear(*session, 1500, true);
  Hear(*session, 3000, false);
  Run(5000);
  EXPECT_THAT(WithoutDeltas(wire->events),
              ElementsAre("session.created", "input_audio_buffer.speech_started",
                          "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                          "conversation.item.added", "conversation.item.done",
                          "conversation.item.input_audio_transcription.completed"));
  const Json& completed = wire->events.back();
  EXPECT_EQ(completed["transcript"], "Hello there.");
  EXPECT_EQ(completed["usage"]["type"], "duration");
  EXPECT_EQ(Deltas(wire->events), "Hello there.");
  EXPECT_EQ(engine_.replies_started(), 0);
}

TEST_F(TranscriptionSessionTest, WordsAreToldWhileTheyAreSaid) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = OpenOne(wire, {{"dialect", "ga"}});
  Hear(*session, 1500, true);
  // Two partials agree on all but the last word, which may go on.
  EXPECT_EQ(Deltas(wire->events), "Hello");
  EXPECT_EQ(wire->events.back()["item_id"], wire->events[1]["item_id"]);
}

TEST_F(TranscriptionSessionTest, TheGaObjectHasTheInputOnly) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = OpenOne(wire, {{"dialect", "ga"}, {"model", "gpt-4o-transcribe"}});
  Update(*session, {{"type", "transcription"},
                    {"audio",
                     {{"input",
                       {{"format", {{"type", "audio/pcmu"}}},
                        {"noise_reduction", {{"type", "near_field"}}},
                        {"transcription", {{"model", "gpt-4o-transcribe"}, {"language", "en"}}},
                        {"turn_detection", nullptr}}}}},
                    {"include", {"item.input_audio_transcription.logprobs"}}});
  ASSERT_THAT(Types(wire->events), ElementsAre("session.created", "session.updated"));
  const Json& shown = wire->events.back()["session"];
  EXPECT_EQ(shown["type"], "transcription");
  EXPECT_EQ(shown["object"], "realtime.transcription_session");
  EXPECT_FALSE(shown.contains("model"));
  EXPECT_FALSE(shown.contains("voice"));
  EXPECT_FALSE(shown["audio"].contains("output"));
  EXPECT_EQ(shown["audio"]["input"]["format"]["type"], "audio/pcmu");
  EXPECT_EQ(shown["audio"]["input"]["transcription"]["model"], "gpt-4o-transcribe");
  EXPECT_TRUE(shown["audio"]["input"]["turn_detection"].is_null());
  EXPECT_EQ(shown["include"][0], "item.input_audio_transcription.logprobs");
}

TEST_F(TranscriptionSessionTest, BetaHasItsOwnEventsAndAFlatObject) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = OpenOne(wire, {{"dialect", "beta"}});
  Say(*session, {{"type", "transcription_session.update"},
                 {"session",
                  {{"input_audio_transcription", {{"model", "whisper-1"}, {"language", "zh"}}},
                   {"turn_detection", nullptr}}}});
  Run(0);
  Hear(*session, 500, true);
  Say(*session, {{"type", "input_audio_buffer.commit"}});
  Run(1000);
  EXPECT_THAT(Types(wire->events),
              ElementsAre("transcription_session.created", "transcription_session.updated",
                          "input_audio_buffer.committed", "conversation.item.created",
                          "conversation.item.input_audio_transcription.delta",
                          "conversation.item.input_audio_transcription.completed"));
  const Json& shown = wire->events[1]["session"];
  EXPECT_EQ(shown["input_audio_transcription"]["language"], "zh");
  EXPECT_EQ(shown["input_audio_format"], "pcm16");
  EXPECT_FALSE(shown.contains("audio"));
  EXPECT_FALSE(shown.contains("type"));
}

TEST_F(TranscriptionSessionTest, ItsKindCannotBeChangedAndItDoesNotAnswer) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = OpenOne(wire, {{"dialect", "ga"}});
  Update(*session, {{"type", "realtime"}});
  EXPECT_EQ(wire->events.back()["error"]["code"], "invalid_parameter");
  EXPECT_EQ(wire->events.back()["error"]["param"], "session.type");
  Say(*session, {{"type", "response.create"}, {"event_id", "mine"}});
  Run(0);
  EXPECT_EQ(wire->events.back()["error"]["code"], "invalid_parameter");
  EXPECT_EQ(wire->events.back()["error"]["event_id"], "mine");

  const auto other = std::make_shared<ListedTransport>();
  const auto realtime = Open(other);
  Update(*realtime, {{"type", "transcription"}});
  EXPECT_EQ(other->events.back()["error"]["code"], "invalid_parameter");
  Say(*realtime, {{"type", "transcription_session.update"}, {"session", Json::object()}});
  EXPECT_EQ(other->events.back()["error"]["code"], "invalid_parameter");
}

TEST_F(TranscriptionSessionTest, AnUnknownIntentOrModelIsRefused) {
  const auto wire = std::make_shared<ListedTransport>();
  Open(wire, "", {{"intent", "translation"}});
  EXPECT_EQ(wire->events.back()["error"]["param"], "intent");
  const auto other = std::make_shared<ListedTransport>();
  OpenOne(other, {{"model", "gpt-9"}});
  EXPECT_THAT(other->events.back()["error"]["message"].get<std::string>(), HasSubstr("gpt-9"));
}

TEST_F(TranscriptionSessionTest, ARealtimeSessionTellsDeltasToThoseWhoAsk) {
  const auto wire = std::make_shared<ListedTransport>();
  const auto session = Open(wire);
  Update(*session, {{"audio", {{"input", {{"transcription", {{"model", "whisper-1"}}}}}}},
                    {"vivavoce", {{"transcription_deltas", true}}}});
  Hear(*session, 1500, true);
  Hear(*session, 3000, false);
  EXPECT_EQ(Deltas(wire->events), "Hello there.");
  EXPECT_TRUE(Has(wire->events, "response.created"));
}

}  // namespace
}  // namespace vivavoce::realtime::transcription_session_test
