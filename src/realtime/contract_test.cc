// The contract of the protocol, event by event, from outside a session: what docs/realtime.md says,
// in virtual time with a scripted engine.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "realtime/testing/virtual_session.h"

namespace vivavoce::realtime::contract_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ContractTest : public VirtualSessionTest {
 protected:
  void SetUp() override { session_ = Open(wire_); }

  void Send(const Json& event) {
    Say(*session_, event);
    Run(0);
  }
  void Message(const std::string& id, const std::string& text, Json more = Json::object()) {
    more["type"] = "conversation.item.create";
    more["item"] = {{"id", id},
                    {"type", "message"},
                    {"role", "user"},
                    {"content", {{{"type", "input_text"}, {"text", text}}}}};
    Send(more);
  }
  const Json& Last() const { return wire_->events.back(); }
  Json Only(std::string_view type) const {
    std::vector<Json> found;
    for (const Json& event : wire_->events) {
      if (event["type"] == type) found.push_back(event);
    }
    EXPECT_EQ(found.size(), 1u) << type;
    return found.empty() ? Json() : found.front();
  }
  // Of all deltas.
  static size_t SoundBytes(const std::vector<Json>& events) {
    size_t bytes = 0;
    for (const Json& event : events) {
      const std::string type = event["type"];
      if (!type.ends_with("audio.delta")) continue;
      bytes += DecodeBase64(event["delta"].get<std::string>())->size();
    }
    return bytes;
  }
  // From here on.
  void Forget() { wire_->events.clear(); }

  const std::shared_ptr<ListedTransport> wire_ = std::make_shared<ListedTransport>();
  std::shared_ptr<Session> session_;
};

TEST_F(ContractTest, ATextTurnInOrder) {
  Forget();
  Message("a", "Hello");
  Send({{"type", "response.create"},
        {"response", {{"output_modalities", {"text"}}, {"metadata", {{"k", "v"}}}}}});
  Run(2000);
  std::vector<std::string> types = Types(wire_->events);
  types.erase(std::unique(types.begin(), types.end()), types.end());
  EXPECT_THAT(types,
              ElementsAre("conversation.item.added", "conversation.item.done", "response.created",
                          "response.output_item.added", "conversation.item.added",
                          "response.content_part.added", "response.output_text.delta",
                          "response.output_text.done", "response.content_part.done",
                          "response.output_item.done", "conversation.item.done", "response.done"));
  const Json& response = Last()["response"];
  EXPECT_EQ(response["metadata"]["k"], "v");
  EXPECT_EQ(response["usage"]["input_tokens"], 20);
  EXPECT_EQ(response["usage"]["input_token_details"]["cached_tokens"], 0);
  EXPECT_TRUE(response["usage"]["input_token_details"].contains("cached_tokens_details"));
}

// One response in another format, in the way of each dialect; the next is the session's again.
TEST_F(ContractTest, AResponseMaySoundInAFormatOfItsOwn) {
  const Json ga{{"audio", {{"output", {{"format", {{"type", "audio/pcmu"}}}}}}}};
  const Json beta{{"output_audio_format", "g711_ulaw"}};
  for (const auto& [dialect, asked] : {std::pair{"ga", ga}, {"beta", beta}, {"stepfun", beta}}) {
    const auto wire = std::make_shared<ListedTransport>();
    const auto session = Open(wire, "", {{"dialect", dialect}});
    const auto answer = [&, own = std::string(dialect)](const Json& response) {
      wire->events.clear();
      Say(*session, {{"type", "response.create"}, {"response", response}});
      Run(20'000);
      Json format = wire->events.back().at("response");
      format = own == "ga" ? format["audio"]["output"]["format"] : format["output_audio_format"];
      return std::pair(format, SoundBytes(wire->events));
    };
    const auto [own_format, own_bytes] = answer(asked);
    const auto [format, bytes] = answer(Json::object());
    const Json shown = std::string(dialect) == "ga" ? Json{{"type", "audio/pcmu"}} : Json("g711_ulaw");
    EXPECT_EQ(own_format, shown);
    EXPECT_NE(format, own_format) << dialect;
    EXPECT_GT(own_bytes, 8000u) << dialect;
    EXPECT_EQ(bytes, own_bytes * 6) << dialect;  // 48000 bytes a second, and 8000
  }
}

TEST_F(ContractTest, ItemsGoWhereTheyAreToldAndTheUnknownIsAnError) {
  Message("a", "1");
  Message("c", "3", {{"previous_item_id", "a"}});
  Message("b", "2", {{"previous_item_id", "a"}});
  Message("z", "0", {{"previous_item_id", "root"}});
  EXPECT_TRUE(Last()["previous_item_id"].is_null());
  Message("y", "?", {{"previous_item_id", "nobody"}, {"event_id", "mine"}});
  EXPECT_EQ(Last()["error"]["param"], "previous_item_id");
  EXPECT_EQ(Last()["error"]["event_id"], "mine");
  Message("a", "again");
  EXPECT_EQ(Last()["error"]["code"], "invalid_value");
  Send({{"type", "response.create"}});
  std::vector<std::string> order;
  const auto request = engine_.requests().at(0);
  for (const auto& message : request.history) order.push_back(message.text);
  EXPECT_THAT(order, ElementsAre("0", "1", "2", "3"));
}

TEST_F(ContractTest, RetrieveAndDelete) {
  Message("a", "Hello");
  Send({{"type", "conversation.item.retrieve"}, {"item_id", "a"}});
  EXPECT_EQ(Last()["type"], "conversation.item.retrieved");
  EXPECT_EQ(Last()["item"]["content"][0]["text"], "Hello");
  Send({{"type", "conversation.item.delete"}, {"item_id", "a"}});
  EXPECT_EQ(Last()["type"], "conversation.item.deleted");
  EXPECT_EQ(Last()["item_id"], "a");
  for (const char* what : {"retrieve", "delete", "truncate"}) {
    Send({{"type", std::string("conversation.item.") + what},
          {"item_id", "a"},
          {"content_index", 0},
          {"audio_end_ms", 0}});
    EXPECT_EQ(Last()["error"]["code"], fmt::format("item_{}_invalid_item_id", what));
  }
}

TEST_F(ContractTest, AnAnswerIsTruncatedToWhatWasHeardAndRetrievedSo) {
  Send({{"type", "response.create"}});
  Run(10'000);
  const std::string id = Only("response.output_item.done")["item"]["id"];
  const auto truncate = [&](int ms) {
    Send({{"type", "conversation.item.truncate"},
          {"item_id", id},
          {"content_index", 0},
          {"audio_end_ms", ms}});
  };
  truncate(100'000);
  EXPECT_EQ(Last()["error"]["code"], "invalid_value");
  truncate(1000);  // four words of 250 ms
  EXPECT_EQ(Last()["type"], "conversation.item.truncated");
  EXPECT_EQ(Last()["audio_end_ms"], 1000);
  Send({{"type", "conversation.item.retrieve"}, {"item_id", id}});
  EXPECT_EQ(Last()["item"]["content"][0]["transcript"], "One two three four.…");
  truncate(0);
  EXPECT_EQ(Last()["type"], "conversation.item.truncated");
  Send({{"type", "conversation.item.retrieve"}, {"item_id", id}});
  EXPECT_EQ(Last()["item"]["content"][0]["transcript"], "");
}

TEST_F(ContractTest, SoundInAnItemIsRecognisedBeforeItIsAnswered) {
  Update(*session_, {{"audio", {{"input", {{"transcription", {{"model", "whisper-1"}}}}}}}});
  const std::string audio = EncodeBase64(std::string(48000, '\1'));
  Send({{"type", "conversation.item.create"},
        {"item",
         {{"id", "a"},
          {"type", "message"},
          {"role", "user"},
          {"content", {{{"type", "input_audio"}, {"audio", audio}}}}}}});
  EXPECT_FALSE(Last()["item"]["content"][0].contains("audio"));
  EXPECT_TRUE(Last()["item"]["content"][0]["transcript"].is_null());
  Send({{"type", "response.create"}});
  EXPECT_EQ(engine_.replies_started(), 0) << "nobody knows yet what was said";
  Run(10'000);
  const Json told = Only("conversation.item.input_audio_transcription.completed");
  EXPECT_EQ(told["item_id"], "a");
  EXPECT_EQ(told["usage"]["seconds"], 1.0);
  EXPECT_EQ(engine_.requests().at(0).history.at(0).text, "Hello there.");
  Send({{"type", "conversation.item.retrieve"}, {"item_id", "a"}});
  EXPECT_EQ(Last()["item"]["content"][0]["audio"].get<std::string>().size(), audio.size());
}

TEST_F(ContractTest, WhatCannotBeRecognisedIsToldAsFailed) {
  recognition_fails_ = true;
  Update(
      *session_,
      {{"audio",
        {{"input", {{"transcription", {{"model", "whisper-1"}}}, {"turn_detection", nullptr}}}}}});
  Hear(*session_, 500, true);
  Send({{"type", "input_audio_buffer.commit"}});
  Run(5000);
  const Json failed = Only("conversation.item.input_audio_transcription.failed");
  EXPECT_EQ(failed["error"]["code"], "transcription_failed");
}

TEST_F(ContractTest, FunctionCallsAreItemsBehindTheMessage) {
  calls_ = {{.call_id = "call_1", .name = "f", .arguments = R"({"x":1})"},
            {.call_id = "call_2", .name = "f", .arguments = R"({"x":2})"}};
  reply_ = "Wait.";
  const Json tool{{"type", "function"}, {"name", "f"}, {"parameters", {{"type", "object"}}}};
  Update(*session_, {{"tools", {tool}}, {"tool_choice", "required"}});
  Send({{"type", "response.create"}});
  Run(5000);
  EXPECT_TRUE(engine_.requests().at(0).must_call);
  const Json& output = Last()["response"]["output"];
  ASSERT_EQ(output.size(), 3u);
  EXPECT_EQ(output[2]["call_id"], "call_2");
  EXPECT_EQ(output[2]["arguments"], R"({"x":2})");
  std::vector<std::string> of_call;
  for (const Json& event : wire_->events) {
    if (event.value("output_index", -1) == 1) of_call.push_back(event["type"]);
  }
  EXPECT_THAT(of_call,
              ElementsAre("response.output_item.added", "response.function_call_arguments.delta",
                          "response.function_call_arguments.done", "response.output_item.done"));
  calls_ = {};
  for (const char* id : {"call_1", "call_2"}) {
    Send({{"type", "conversation.item.create"},
          {"item", {{"type", "function_call_output"}, {"call_id", id}, {"output", "ok"}}}});
    EXPECT_EQ(Last()["type"], "conversation.item.done");
  }
  Send({{"type", "response.create"}, {"response", {{"tool_choice", "none"}}}});
  Run(5000);
  EXPECT_EQ(engine_.requests().back().tools_json, "[]");
  EXPECT_EQ(Last()["response"]["status"], "completed");
}

TEST_F(ContractTest, ANamedToolIsTheOnlyOneOffered) {
  const auto tool = [](const char* name) { return Json{{"type", "function"}, {"name", name}}; };
  Update(*session_, {{"tools", {tool("f"), tool("g")}}});
  Send({{"type", "response.create"},
        {"response", {{"tool_choice", {{"type", "function"}, {"name", "g"}}}}}});
  const auto request = engine_.requests().at(0);
  EXPECT_TRUE(request.must_call);
  EXPECT_THAT(request.tools_json, HasSubstr("\"g\""));
  EXPECT_THAT(request.tools_json, Not(HasSubstr("\"f\"")));
}

TEST_F(ContractTest, ResponsesBesideTheConversationRunInParallelAndLeaveNoTrace) {
  Message("a", "Hello");
  Send({{"type", "response.create"}});
  Forget();
  for (const char* name : {"x", "y"}) {
    Send({{"type", "response.create"},
          {"response",
           {{"conversation", "none"},
            {"instructions", "Classify."},
            {"output_modalities", {"text"}},
            {"metadata", {{"name", name}}},
            {"input", Json::array()}}}});
    EXPECT_EQ(Last()["type"], "response.created");
    EXPECT_TRUE(Last()["response"]["conversation_id"].is_null());
    EXPECT_EQ(Last()["response"]["metadata"]["name"], name);
  }
  EXPECT_TRUE(engine_.requests().back().history.empty());
  EXPECT_EQ(engine_.requests().back().instructions, "Classify.");
  Run(10'000);
  EXPECT_EQ(std::ranges::count(Types(wire_->events), "response.done"), 3);
  const auto items = std::ranges::count_if(
      wire_->events, [](const Json& event) { return event["type"] == "conversation.item.added"; });
  EXPECT_EQ(items, 1) << "of the response in the conversation";
}

TEST_F(ContractTest, OneResponseAtATimeAndCancelEndsIt) {
  Send({{"type", "response.create"}});
  Run(600);
  Send({{"type", "response.create"}, {"event_id", "second"}});
  EXPECT_EQ(Last()["error"]["code"], "conversation_already_has_active_response");
  EXPECT_EQ(Last()["error"]["event_id"], "second");
  Send({{"type", "response.cancel"}});
  EXPECT_EQ(Last()["type"], "response.done");
  EXPECT_EQ(Last()["response"]["status_details"]["reason"], "client_cancelled");
  Send({{"type", "response.cancel"}});
  EXPECT_EQ(Last()["error"]["code"], "response_cancel_not_active");
  EXPECT_THAT(Last()["error"]["message"].get<std::string>(),
              ::testing::StartsWith("Cancellation failed"));
}

TEST_F(ContractTest, TheAgentSpeaksUpWhenTheUserIsSilent) {
  Update(
      *session_,
      {{"audio",
        {{"input", {{"turn_detection", {{"type", "server_vad"}, {"idle_timeout_ms", 5000}}}}}}}});
  Send({{"type", "response.create"}});
  Hear(*session_, 10'000, false);
  std::vector<std::string> types = Types(wire_->events);
  types.erase(types.begin(), std::ranges::find(types, "input_audio_buffer.timeout_triggered"));
  ASSERT_GE(types.size(), 5u) << "no timeout within three seconds of answer and five of silence";
  types.resize(5);
  EXPECT_THAT(types,
              ElementsAre("input_audio_buffer.timeout_triggered", "input_audio_buffer.committed",
                          "conversation.item.added", "conversation.item.done", "response.created"));
}

TEST_F(ContractTest, EverySpokenFormatAndRateIsTakenAndGiven) {
  const std::pair<Json, size_t> formats[] = {{{{"type", "audio/pcmu"}}, 8000},
                                             {{{"type", "audio/pcma"}}, 8000},
                                             {{{"type", "audio/pcm"}, {"rate", 8000}}, 16000},
                                             {{{"type", "audio/pcm"}, {"rate", 16000}}, 32000},
                                             {{{"type", "audio/pcm"}, {"rate", 48000}}, 96000}};
  reply_ = "One two three four.";  // a second
  for (const auto& [format, bytes] : formats) {
    const auto wire = std::make_shared<ListedTransport>();
    const auto session = Open(wire);
    Update(*session, {{"audio",
                       {{"input", {{"format", format}, {"turn_detection", nullptr}}},
                        {"output", {{"format", format}}}}}});
    EXPECT_EQ(wire->events.back()["session"]["audio"]["output"]["format"]["type"], format["type"]);
    Say(*session, {{"type", "input_audio_buffer.append"},
                   {"audio", EncodeBase64(std::string(bytes / 5, '\x55'))}});  // 200 ms
    Say(*session, {{"type", "input_audio_buffer.commit"}});
    Say(*session, {{"type", "response.create"}});
    Run(5000);
    EXPECT_TRUE(Has(wire->events, "input_audio_buffer.committed")) << format;
    EXPECT_NEAR(static_cast<double>(Sound(wire->events).size()), static_cast<double>(bytes),
                static_cast<double>(bytes) / 100)
        << format;
  }
}

TEST_F(ContractTest, LatenciesAreToldToThoseWhoAsk) {
  Update(*session_, {{"vivavoce", {{"latency_events", true}}}});
  Hear(*session_, 1500, true);
  Hear(*session_, 4000, false);
  EXPECT_TRUE(Only("vivavoce.turn_latency")["stages_ms"].contains("first_audio"));
}

TEST_F(ContractTest, HowAReplyIsMeantIsToldToThoseWhoAsk) {
  Message("a", "Hello");
  Send({{"type", "response.create"}});
  Run(4000);
  EXPECT_FALSE(Has(wire_->events, "vivavoce.acting"));
  Update(*session_, {{"vivavoce", {{"acting_events", true}}}});
  EXPECT_EQ(Last()["session"]["vivavoce"]["acting_events"], true);
  Send({{"type", "response.create"}});
  Run(4000);
  const Json told = Only("vivavoce.acting");
  EXPECT_EQ(told["scene"], "at night");
  EXPECT_EQ(told["directions"], Json::parse(R"(["whispers", "laughs"])"));
  EXPECT_EQ(told["audio_start_ms"], 0);
  EXPECT_EQ(told["response_id"], Last()["response"]["id"]);
}

TEST_F(ContractTest, BackchannelsAreForThoseWhoAsk) {
  turn_score_ = 0.1f;
  for (const bool asked : {false, true}) {
    const auto wire = std::make_shared<ListedTransport>();
    const auto session = Open(wire);
    Update(*session, {{"audio", {{"input", {{"turn_detection", {{"type", "semantic_vad"}}}}}}},
                      {"vivavoce", {{"backchannels", asked}}}});
    EXPECT_EQ(wire->events.back()["session"]["vivavoce"]["backchannels"], asked);
    Hear(*session, 4000, true);
    for (int ms = 0; ms < 1000; ms += 20) {  // a quiet room: no microphone gives zeros
      Say(*session, {{"type", "input_audio_buffer.append"},
                     {"audio", EncodeBase64(std::string(960, '\x01'))}});
      Run(20);
    }
    ASSERT_EQ(Has(wire->events, "vivavoce.backchannel"), asked);
    if (!asked) continue;
    const auto told = std::ranges::find_if(
        wire->events, [](const Json& event) { return event["type"] == "vivavoce.backchannel"; });
    EXPECT_EQ((*told)["text"], "Mm-hm.");
    EXPECT_EQ(DecodeBase64((*told)["audio"].get<std::string>())->size(), 12000u);
    EXPECT_FALSE(Has(wire->events, "response.created"));
    EXPECT_FALSE(Has(wire->events, "conversation.item.added"));
  }
}

TEST_F(ContractTest, FieldsWithoutEffectAreKeptAndShown) {
  Update(*session_, {{"include", {"item.input_audio_transcription.logprobs"}},
                     {"tracing", "auto"},
                     {"truncation", {{"type", "retention_ratio"}, {"retention_ratio", 0.8}}},
                     {"audio",
                      {{"input",
                        {{"noise_reduction", {{"type", "far_field"}}},
                         {"turn_detection", {{"type", "semantic_vad"}, {"eagerness", "low"}}}}}}}});
  const Json& shown = Last()["session"];
  EXPECT_EQ(shown["tracing"], "auto");
  EXPECT_EQ(shown["truncation"]["retention_ratio"], 0.8);
  EXPECT_EQ(shown["audio"]["input"]["noise_reduction"]["type"], "far_field");
  EXPECT_EQ(shown["audio"]["input"]["turn_detection"]["eagerness"], "low");
}

}  // namespace
}  // namespace vivavoce::realtime::contract_test
