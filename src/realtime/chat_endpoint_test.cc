#include "realtime/chat_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "realtime/testing/endpoint_fixture.h"

namespace vivavoce::realtime::chat_endpoint_test {
namespace {

class ChatEndpointTest : public EndpointFixture {
 protected:
  ResponseRecorder Ask(Json more = Json::object()) {
    Json body{{"model", "gpt-4o-mini"},
              {"messages", Json::array({{{"role", "user"}, {"content", "Hi"}}})}};
    body.update(more);
    return Post(AnswerChat, body);
  }
};

TEST_F(ChatEndpointTest, AWholeAnswerFitsTheSchema) {
  const auto answer = Ask();
  ASSERT_EQ(answer.status(), 200) << answer.body();
  ExpectFits(answer, "/v1/chat/completions", "post");
  const Json json = answer.json();
  EXPECT_EQ(json["choices"][0]["message"]["content"], "Hello.");
  EXPECT_EQ(json["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(json["model"], "gpt-4o-mini");
  EXPECT_EQ(json["usage"]["total_tokens"], 7);
  EXPECT_EQ(json["created"], now_);
}

TEST_F(ChatEndpointTest, AStreamHasRoleTextReasonUsageAndDone) {
  chat_.outcome.cut = true;
  const auto answer = Ask({{"stream", true}, {"stream_options", {{"include_usage", true}}}});
  const auto events = answer.events();
  ASSERT_EQ(events.size(), 6u);
  EXPECT_EQ(events.back(), "[DONE]");
  for (size_t i = 0; i + 1 < events.size(); ++i) {
    ExpectFitsSchema("ChatChunk", events[i]);
    EXPECT_EQ(events[i]["id"], events[0]["id"]);
  }
  EXPECT_EQ(events[0]["choices"][0]["delta"]["role"], "assistant");
  EXPECT_EQ(events[1]["choices"][0]["delta"]["content"], "Hel");
  EXPECT_EQ(events[2]["choices"][0]["delta"]["content"], "lo.");
  EXPECT_EQ(events[3]["choices"][0]["finish_reason"], "length");
  EXPECT_TRUE(events[4]["choices"].empty());
  EXPECT_EQ(events[4]["usage"]["completion_tokens"], 2);
  EXPECT_EQ(Ask({{"stream", true}}).events().size(), 5u);
}

TEST_F(ChatEndpointTest, MessagesAndSettingsArrive) {
  const Json messages = Json::array(
      {{{"role", "developer"}, {"content", "Be brief."}},
       {{"role", "user"},
        {"content",
         Json::array({{{"type", "text"}, {"text", "A"}}, {{"type", "text"}, {"text", "B"}}})}},
       {{"role", "assistant"}, {"content", "C"}},
       {{"role", "tool"}, {"content", "D"}, {"tool_call_id", "x"}}});
  Ask({{"messages", messages},
       {"max_tokens", 5},
       {"max_completion_tokens", 7},
       {"temperature", 0},
       {"top_p", 0.5},
       {"seed", -1},
       {"stop", "END"}});
  const ChatJob job = chat_.jobs().front();
  ASSERT_EQ(job.turns.size(), 4u);
  EXPECT_EQ(job.turns[0].role, ChatTurnRole::kSystem);
  EXPECT_EQ(job.turns[1].text, "AB");
  EXPECT_EQ(job.turns[3].role, ChatTurnRole::kTool);
  EXPECT_EQ(job.max_tokens, 7);
  EXPECT_EQ(job.temperature, 0.0f);
  EXPECT_EQ(job.top_p, 0.5f);
  EXPECT_EQ(job.seed, 4294967295u);
  EXPECT_EQ(job.stop, std::vector<std::string>{"END"});
}

TEST_F(ChatEndpointTest, MistakesNameTheirField) {
  const auto message = [](Json fields) { return Json{{"messages", Json::array({fields})}}; };
  const std::pair<Json, std::string> wrong[] = {
      {{{"messages", nullptr}}, "messages"},
      {{{"messages", Json::array()}}, "messages"},
      {{{"messages", "hi"}}, "messages"},
      {message("hi"), "messages[0]"},
      {message({{"role", "robot"}, {"content", "x"}}), "messages[0].role"},
      {message({{"content", "x"}}), "messages[0].role"},
      {message({{"role", "user"}}), "messages[0].content"},
      {message({{"role", "user"}, {"content", 5}}), "messages[0].content"},
      {message({{"role", "user"},
                {"content", Json::array({{{"type", "image_url"}, {"image_url", "x"}}})}}),
       "messages[0].content[0].type"},
      {{{"temperature", 3}}, "temperature"},
      {{{"top_p", 2}}, "top_p"},
      {{{"max_tokens", 0}}, "max_tokens"},
      {{{"max_completion_tokens", 1.5}}, "max_completion_tokens"},
      {{{"stop", Json::array({"a", "b", "c", "d", "e"})}}, "stop"},
      {{{"stop", ""}}, "stop"},
      {{{"stream_options", {{"include_usage", true}}}}, "stream_options"},
      {{{"n", 2}}, "n"},
      {{{"logprobs", true}}, "logprobs"},
      {{{"tools", Json::array({{{"type", "function"}}})}}, "tools"},
      {{{"presence_penalty", 1}}, "presence_penalty"},
      {{{"response_format", {{"type", "json_object"}}}}, "response_format"},
      {{{"modalities", Json::array({"audio"})}}, "modalities"},
      {{{"seed", "x"}}, "seed"},
      {{{"model", "whisper-1"}}, "model"}};
  for (const auto& [more, field] : wrong) {
    const auto answer = Ask(more);
    EXPECT_GE(answer.status(), 400) << more;
    EXPECT_EQ(answer.json()["error"]["param"], field) << answer.body();
    ExpectFits(answer, "/v1/chat/completions", "post");
  }
  EXPECT_TRUE(chat_.jobs().empty());
}

TEST_F(ChatEndpointTest, WhatClientsSendByDefaultIsAccepted) {
  EXPECT_EQ(Ask({{"n", 1},
                 {"tools", nullptr},
                 {"frequency_penalty", 0},
                 {"response_format", {{"type", "text"}}},
                 {"user", "x"},
                 {"stop", nullptr},
                 {"model", "fake-1b"}})
                .status(),
            200);
}

TEST_F(ChatEndpointTest, AFailureIsAStatusBeforeTheFirstTokenAndAnEventAfterIt) {
  chat_.fails = Error::InvalidArgument("The prompt is too long.", "messages");
  EXPECT_EQ(Ask({{"stream", true}}).events().back()["error"]["param"], "messages");
  chat_.pieces.clear();
  EXPECT_EQ(Ask({{"stream", true}}).status(), 400);
  chat_.fails = Error::Unavailable("all sessions are in use");
  const auto busy = Ask();
  EXPECT_EQ(busy.status(), 503);
  EXPECT_EQ(busy.head->headers.front().first, "Retry-After");
}

TEST_F(ChatEndpointTest, ModelsAndVoicesAreListed) {
  ResponseRecorder models = PostText(AnswerModels, "");
  ExpectFits(models, "/v1/models", "get");
  names_["id"] = "fake-1b";
  ExpectFits(PostText(AnswerModel, ""), "/v1/models/{id}", "get");
  names_["id"] = "gpt-9";
  const ResponseRecorder missing = PostText(AnswerModel, "");
  EXPECT_EQ(missing.status(), 404);
  EXPECT_EQ(missing.json()["error"]["code"], "model_not_found");
  const ResponseRecorder voices = PostText(AnswerVoices, "");
  ExpectFits(voices, "/v1/audio/voices", "get");
  EXPECT_EQ(voices.json()["aliases"]["echo"], "af_heart");
  EXPECT_TRUE(voices.json()["aliases"]["alloy"].is_null());
}

TEST_F(ChatEndpointTest, ASecretCarriesItsSession) {
  const Json session{{"type", "realtime"},
                     {"model", "gpt-realtime"},
                     {"instructions", "Be brief."},
                     {"audio", {{"output", {{"voice", "echo"}}}}}};
  key_id_ = "k";
  const auto answer =
      Post(AnswerClientSecret,
           {{"session", session}, {"expires_after", {{"anchor", "created_at"}, {"seconds", 60}}}});
  ASSERT_EQ(answer.status(), 200) << answer.body();
  ExpectFits(answer, "/v1/realtime/client_secrets", "post");
  EXPECT_EQ(answer.json()["expires_at"], now_ + 60);
  EXPECT_EQ(answer.json()["session"]["instructions"], "Be brief.");
  const auto bound = secrets_.Find(answer.json()["value"].get<std::string>());
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->patch, session);
  EXPECT_EQ(bound->key_id, "k");
}

TEST_F(ChatEndpointTest, ABetaSessionIsFlat) {
  const auto answer = Post(AnswerBetaSession, {{"model", "gpt-4o-realtime-preview"},
                                               {"voice", "echo"},
                                               {"modalities", Json::array({"text"})}});
  ASSERT_EQ(answer.status(), 200) << answer.body();
  ExpectFits(answer, "/v1/realtime/sessions", "post");
  EXPECT_EQ(answer.json()["client_secret"]["expires_at"], now_ + 600);
  EXPECT_EQ(answer.json()["modalities"], Json::array({"text"}));
  EXPECT_EQ(PostText(AnswerBetaSession, "").status(), 200);
}

TEST_F(ChatEndpointTest, ASecretMayOpenATranscriptionSession) {
  const auto ga = Post(AnswerClientSecret, {{"session", {{"type", "transcription"}}}});
  ASSERT_EQ(ga.status(), 200) << ga.body();
  ExpectFits(ga, "/v1/realtime/client_secrets", "post");
  EXPECT_EQ(ga.json()["session"]["object"], "realtime.transcription_session");
  const auto beta = Post(AnswerBetaTranscriptionSession, {{"input_audio_format", "g711_ulaw"}});
  ASSERT_EQ(beta.status(), 200) << beta.body();
  ExpectFits(beta, "/v1/realtime/transcription_sessions", "post");
  EXPECT_EQ(beta.json()["input_audio_format"], "g711_ulaw");
  const auto bound = secrets_.Find(beta.json()["client_secret"]["value"].get<std::string>());
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->patch["type"], "transcription");
}

TEST_F(ChatEndpointTest, AWrongSessionMakesNoSecret) {
  const std::pair<Json, std::string> wrong[] = {
      {{{"expires_after", {{"seconds", 5}}}}, "expires_after.seconds"},
      {{{"expires_after", {{"anchor", "now"}}}}, "expires_after.anchor"},
      {{{"session", "x"}}, "session"},
      {{{"session", {{"model", "gpt-9"}}}}, "session.model"},
      {{{"session", {{"model", 5}}}}, "session.model"},
      {{{"session", {{"type", "translation"}}}}, "session.type"},
      {{{"session", {{"audio", {{"output", {{"voice", "nobody"}}}}}}}},
       "session.audio.output.voice"}};
  for (const auto& [body, field] : wrong) {
    const auto answer = Post(AnswerClientSecret, body);
    EXPECT_EQ(answer.status(), 400) << body;
    EXPECT_EQ(answer.json()["error"]["param"], field) << answer.body();
  }
  EXPECT_EQ(Post(AnswerBetaSession, Json{{"voice", "nobody"}}).json()["error"]["param"], "voice");
}

}  // namespace
}  // namespace vivavoce::realtime::chat_endpoint_test
