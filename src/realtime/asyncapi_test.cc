// docs/asyncapi.json against the server's own tables: the same names, and what is written fits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "realtime/client_event_parser.h"
#include "realtime/event_names.h"
#include "realtime/server_event_writer.h"
#include "realtime/session_patch.h"
#include "realtime/testing/schema_checker.h"

namespace vivavoce::realtime::asyncapi_test {
namespace {

constexpr Dialect kDialects[] = {Dialect::kGa, Dialect::kBeta, Dialect::kStepFun};

Json Document() { return OpenApiDocument(VV_SOURCE_DIR "/docs/asyncapi.json"); }

std::set<std::string> Listed(const Json& document, const char* operation) {
  std::set<std::string> names;
  for (const Json& message : document["operations"][operation]["messages"]) {
    const std::string path = message["$ref"];
    names.insert(path.substr(path.rfind('/') + 1));
  }
  return names;
}

std::set<std::string> Table() {
  std::set<std::string> names;
  for (const EventName& name : kServerEvents) {
    for (const Dialect dialect : kDialects) {
      if (!name.In(dialect).empty()) names.emplace(name.In(dialect));
    }
  }
  return names;
}

// One of every kind that a conversation tells, with as much in it as makes a difference.
template <size_t... kIndices>
std::vector<dialogue::ServerEvent> OneOfEach(std::index_sequence<kIndices...>) {
  return {dialogue::ServerEvent(std::in_place_index<kIndices>)...};
}

std::vector<dialogue::ServerEvent> OneOfEach() {
  auto events = OneOfEach(std::make_index_sequence<std::variant_size_v<dialogue::ServerEvent>>());
  for (auto& event : events) {
    if (auto* sound = std::get_if<dialogue::AudioDelta>(&event)) sound->samples = {0.5f};
    if (auto* done = std::get_if<dialogue::ResponseDone>(&event)) {
      done->response.status = dialogue::ResponseStatus::kCancelled;
      done->response.output.emplace_back();
    }
    const auto heard = std::make_shared<hearing::Perception>();
    if (auto* whole = std::get_if<dialogue::PerceptionCompleted>(&event)) whole->heard = heard;
    if (auto* part = std::get_if<dialogue::PerceptionUpdated>(&event)) part->heard = heard;
  }
  return events;
}

std::vector<Json> Written() {
  std::vector<std::string> texts;
  ServerEventWriter writer("x", "c");
  const SessionSettings settings;
  SessionSettings hearing;
  MakeTranscription(hearing);
  for (const Dialect dialect : kDialects) {
    for (const auto& event : OneOfEach()) {
      for (std::string& text : writer.Write(event, settings, dialect)) texts.push_back(text);
    }
    texts.push_back(writer.Session(event::kSessionCreated.ga, settings, dialect));
    texts.push_back(writer.Session(event::kSessionUpdated.ga, settings, dialect));
  }
  for (const EventName& name :
       {event::kTranscriptionSessionCreated, event::kTranscriptionSessionUpdated}) {
    texts.push_back(writer.Session(name.beta, hearing, Dialect::kBeta));
  }
  texts.push_back(writer.RateLimits({{"tokens", 100, 50, 1.5}}));
  texts.push_back(writer.Vendor(event::kResumed.ga, {{"complete", true}, {"missed_events", 1}}));
  texts.push_back(
      writer.Vendor(event::kSessionExpiring.ga, {{"expires_at", 1}, {"seconds_left", 60}}));
  std::vector<Json> events;
  for (const std::string& text : texts) events.push_back(Json::parse(text));
  return events;
}

TEST(AsyncApiTest, HasTheClientEventsThatTheParserKnows) {
  const auto types = ClientEventTypes();
  EXPECT_EQ(Listed(Document(), "fromClient"), std::set<std::string>(types.begin(), types.end()));
}

TEST(AsyncApiTest, HasTheServerEventsOfTheTable) {
  EXPECT_EQ(Listed(Document(), "fromServer"), Table());
}

TEST(AsyncApiTest, TheTableHasWhatIsWrittenAndNothingElse) {
  std::set<std::string> written;
  for (const Json& event : Written()) written.insert(event["type"]);
  EXPECT_EQ(written, Table());
}

TEST(AsyncApiTest, WhatIsWrittenFitsItsSchema) {
  const Json document = Document();
  for (const Json& event : Written()) {
    const Json& message = document["components"]["messages"][event["type"].get<std::string>()];
    ASSERT_TRUE(message.is_object()) << event["type"];
    EXPECT_EQ(SchemaFault(document, message["payload"], event), "") << event["type"];
  }
}

}  // namespace
}  // namespace vivavoce::realtime::asyncapi_test
