#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/sound_decoder.h"
#include "base/base64.h"
#include "realtime/testing/endpoint_fixture.h"

namespace vivavoce::realtime::speech_endpoint_test {
namespace {

using ::testing::HasSubstr;

class SpeechEndpointTest : public EndpointFixture {
 protected:
  ResponseRecorder Ask(Json body) {
    if (!body.contains("model")) body["model"] = "tts-1";
    return Post(AnswerSpeech, body);
  }
  static std::vector<float> Decoded(const std::string& bytes) {
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    return audio::DecodeSound({data, bytes.size()}, 24000, 60).value_or(std::vector<float>());
  }
};

TEST_F(SpeechEndpointTest, EveryFormatIsSpokenWithItsContentType) {
  for (const auto& [format, type] : std::map<std::string, std::string>{{"mp3", "audio/mpeg"},
                                                                       {"opus", "audio/ogg"},
                                                                       {"flac", "audio/flac"},
                                                                       {"wav", "audio/wav"}}) {
    const auto answer = Ask({{"input", "one two three"}, {"response_format", format}});
    ASSERT_EQ(answer.status(), 200) << answer.body();
    EXPECT_EQ(answer.head->content_type, type);
    EXPECT_TRUE(answer.ended);
    EXPECT_NEAR(static_cast<double>(Decoded(answer.body()).size()), 7200, 3000) << format;
  }
  EXPECT_EQ(Ask({{"input", "hi"}, {"response_format", "pcm"}}).body().size(), 4800u);
  EXPECT_EQ(Ask({{"input", "hi"}}).head->content_type, "audio/mpeg");
}

TEST_F(SpeechEndpointTest, SampleRateAndVolumeAreObeyed) {
  const auto answer =
      Ask({{"input", "hi"}, {"response_format", "pcm"}, {"sample_rate", 8000}, {"volume", 0.5}});
  ASSERT_EQ(answer.body().size(), 1600u);
  const auto* bytes = reinterpret_cast<const uint8_t*>(answer.body().data());
  EXPECT_NEAR(bytes[800] | bytes[801] << 8, 0.125 * 32768, 300);  // the fake says 0.25
}

TEST_F(SpeechEndpointTest, VoiceMayBeANameAnAliasOrAnObject) {
  Ask({{"input", "hi"}, {"voice", "af_heart"}});
  Ask({{"input", "hi"}, {"voice", "alloy"}});
  Ask({{"input", "hi"}, {"voice", {{"id", "zm_yunxi"}}}, {"speed", 2}});
  ASSERT_EQ(speech_.jobs().size(), 3u);
  EXPECT_EQ(speech_.jobs()[0].voice, "af_heart");
  EXPECT_EQ(speech_.jobs()[1].voice, "");
  EXPECT_EQ(speech_.jobs()[2].voice, "zm_yunxi");
  EXPECT_FLOAT_EQ(speech_.jobs()[2].speed, 2);
}

TEST_F(SpeechEndpointTest, MistakesNameTheirField) {
  const std::pair<Json, std::string> wrong[] = {
      {{{"voice", "af_heart"}}, "input"},
      {{{"input", ""}}, "input"},
      {{{"input", 5}}, "input"},
      {{{"input", std::string(20000, 'a')}}, "input"},
      {{{"input", "a"}, {"voice", "nobody"}}, "voice"},
      {{{"input", "a"}, {"speed", 9}}, "speed"},
      {{{"input", "a"}, {"speed", "fast"}}, "speed"},
      {{{"input", "a"}, {"response_format", "aac"}}, "response_format"},
      {{{"input", "a"}, {"sample_rate", 11025}}, "sample_rate"},
      {{{"input", "a"}, {"sample_rate", 22050}, {"response_format", "opus"}}, "sample_rate"},
      {{{"input", "a"}, {"stream_format", "x"}}, "stream_format"},
      {{{"input", "a"}, {"volume", 5}}, "volume"},
      {{{"input", "a"}, {"vivavoce", {{"plan", true}}}}, "vivavoce.plan"},
      {{{"input", "a"}, {"stream_format", "sse"}, {"vivavoce", {{"plan", 1}}}}, "vivavoce.plan"},
      {{{"input", "a"}, {"return_url", true}}, "return_url"},
      {{{"input", "a"}, {"voice_label", {{"language", "x"}}}}, "voice_label"},
      {{{"input", "a"}, {"model", "gpt-image-1"}}, "model"}};
  for (const auto& [body, field] : wrong) {
    const auto answer = Ask(body);
    EXPECT_GE(answer.status(), 400) << body;
    EXPECT_EQ(answer.json()["error"]["param"], field) << answer.body();
    ExpectFits(answer, "/v1/audio/speech", "post");
  }
  EXPECT_EQ(Post(AnswerSpeech, Json{{"input", "a"}}).json()["error"]["param"], "model");
  EXPECT_EQ(PostText(AnswerSpeech, "{").json()["error"]["code"], "invalid_json");
  EXPECT_EQ(PostText(AnswerSpeech, "[]").json()["error"]["code"], "invalid_json");
  EXPECT_EQ(PostText(AnswerSpeech, std::string(1000, '[')).json()["error"]["code"], "invalid_json");
  EXPECT_EQ(PostText(AnswerSpeech, "a=b", "application/x-www-form-urlencoded").status(), 415);
}

TEST_F(SpeechEndpointTest, EventsCarryTheSameBytes) {
  const auto answer =
      Ask({{"input", "one two"}, {"response_format", "pcm"}, {"stream_format", "sse"}});
  EXPECT_THAT(answer.head->content_type, HasSubstr("text/event-stream"));
  const auto events = answer.events();
  ASSERT_GE(events.size(), 2u);
  size_t bytes = 0;
  for (const Json& event : events) {
    ExpectFitsSchema("SpeechEvent", event);
    if (event["type"] == "speech.audio.delta") {
      bytes += DecodeBase64(event["audio"].get<std::string>())->size();
    }
  }
  EXPECT_EQ(bytes, 2 * 4800u);
  EXPECT_EQ(events.back()["type"], "speech.audio.done");
  EXPECT_EQ(events.back()["usage"]["output_tokens"], 4);
}

TEST_F(SpeechEndpointTest, APlanComesBeforeTheSoundOfItsClause) {
  const auto answer = Ask({{"input", "one two"},
                           {"response_format", "pcm"},
                           {"stream_format", "sse"},
                           {"vivavoce", {{"plan", true}}}});
  std::vector<std::string> types;
  for (const Json& event : answer.events()) {
    ExpectFitsSchema("SpeechEvent", event);
    types.push_back(event["type"]);
  }
  EXPECT_THAT(types, ::testing::ElementsAre("vivavoce.speech.plan", "speech.audio.delta",
                                            "vivavoce.speech.plan", "speech.audio.delta",
                                            "speech.audio.done"));
  const Json second = answer.events()[2];
  EXPECT_EQ(second["start_ms"], 100);
  EXPECT_EQ(second["words"], Json::parse(R"([{"text": "word", "start_ms": 100, "end_ms": 190}])"));
  EXPECT_EQ(second["marks"][0]["text"], "pause");
  EXPECT_EQ(second["curve"]["pitch_hz"], Json::parse("[180.0]"));
}

TEST_F(SpeechEndpointTest, StepFunsInstructionAndDirectionsReachTheVoice) {
  Ask({{"model", "stepaudio-2.5-tts"},
       {"input", "（轻声）Hello there. (pause) And (laughs) now."},
       {"instruction", "speak slowly"}});
  ASSERT_EQ(speech_.jobs().size(), 1u);
  EXPECT_EQ(speech_.jobs()[0].text, "（轻声）Hello there. (pause) And (laughs) now.");
  EXPECT_EQ(speech_.jobs()[0].instruction, "speak slowly");
  EXPECT_TRUE(speech_.jobs()[0].brackets_are_directions);
}

TEST_F(SpeechEndpointTest, OpenAisInstructionsReachTheVoiceAndItsParenthesesMayBeContent) {
  Ask({{"input", "Cats (small ones) purr."}, {"instructions", "Speak in a cheerful tone."}});
  EXPECT_EQ(speech_.jobs().front().text, "Cats (small ones) purr.");
  EXPECT_EQ(speech_.jobs().front().instruction, "Speak in a cheerful tone.");
  EXPECT_FALSE(speech_.jobs().front().brackets_are_directions);
}

TEST_F(SpeechEndpointTest, AFailureIsAStatusBeforeTheFirstByteAndAnEventAfterIt) {
  speech_.fails_after_a_clause = Error::Internal("broken");
  auto answer = Ask({{"input", "hi"}, {"response_format", "pcm"}, {"stream_format", "sse"}});
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.events().back()["error"]["type"], "server_error");
  answer = Ask({{"input", "hi"}, {"response_format", "pcm"}});
  EXPECT_EQ(answer.status(), 200);
  EXPECT_FALSE(answer.ended);  // the connection breaks off
}

TEST_F(SpeechEndpointTest, TheSoundIsChargedToTheKey) {
  ApiKey key;
  key.id = "k";
  key.limits.audio_seconds = 60;
  limiter_.Request(key);
  key_id_ = "k";
  Ask({{"input", "one two three four five"}});
  EXPECT_EQ(limiter_.Request(key).headers[1].second, "59");
}

}  // namespace
}  // namespace vivavoce::realtime::speech_endpoint_test
