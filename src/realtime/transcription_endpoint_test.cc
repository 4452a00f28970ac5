#include "realtime/transcription_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "audio/wav_writer.h"
#include "realtime/multipart.h"
#include "realtime/testing/endpoint_fixture.h"

namespace vivavoce::realtime::transcription_endpoint_test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kType = "multipart/form-data; boundary=XyZ";

std::string Part(const std::string& name, const std::string& content,
                 const std::string& file = "") {
  return "--XyZ\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
         (file.empty() ? "" : "; filename=\"" + file + "\"") + "\r\n\r\n" + content + "\r\n";
}

std::string Wav(double seconds) {
  const auto bytes =
      audio::EncodeWav(std::vector<float>(static_cast<size_t>(seconds * 16000), 0.1f), 16000);
  return {bytes.begin(), bytes.end()};
}

class TranscriptionEndpointTest : public EndpointFixture {
 protected:
  TranscriptionEndpointTest() {
    transcription_.texts = {{0.5, 1.25, "Hello.", "en", {{"Hello.", 0.5, 1.2}}, -0.2f, 0.1f},
                            {61, 62.5, "A --> B", "en", {}, -0.3f, 0.0f}};
  }
  ResponseRecorder Ask(const std::map<std::string, std::string>& fields,
                       std::string file = Wav(2)) {
    std::string body = Part("file", file, "a.wav");
    if (!fields.contains("model")) body += Part("model", "whisper-1");
    for (const auto& [name, value] : fields) body += Part(name, value);
    return PostText(AnswerTranscription, body + "--XyZ--\r\n", kType);
  }
};

TEST_F(TranscriptionEndpointTest, JsonHasTextAndUsage) {
  const auto answer = Ask({{"language", "en"}, {"prompt", "Xiao Yue"}});
  ASSERT_EQ(answer.status(), 200) << answer.body();
  EXPECT_EQ(answer.json()["text"], "Hello. A --> B");
  EXPECT_EQ(answer.json()["usage"]["seconds"], 2);
  ExpectFits(answer, "/v1/audio/transcriptions", "post");
  const TranscriptionJob job = transcription_.jobs().front();
  EXPECT_EQ(job.samples.size(), 32000u);
  EXPECT_EQ(job.language, "en");
  EXPECT_EQ(job.prompt, "Xiao Yue");
  EXPECT_FALSE(job.word_times);
}

TEST_F(TranscriptionEndpointTest, ChineseStretchesAreJoinedWithoutSpaces) {
  transcription_.texts = {{0, 1, "你好。", "zh", {}, 0, 0}, {1, 2, "再见。", "zh", {}, 0, 0}};
  EXPECT_EQ(Ask({}).json()["text"], "你好。再见。");
}

TEST_F(TranscriptionEndpointTest, TextAndSubtitles) {
  EXPECT_EQ(Ask({{"response_format", "text"}}).body(), "Hello. A --> B\n");
  EXPECT_EQ(Ask({{"response_format", "srt"}}).body(),
            "1\n00:00:00,500 --> 00:00:01,250\nHello.\n\n"
            "2\n00:01:01,000 --> 00:01:02,500\nA -> B\n\n");
  EXPECT_EQ(Ask({{"response_format", "vtt"}}).body(),
            "WEBVTT\n\n00:00:00.500 --> 00:00:01.250\nHello.\n\n"
            "00:01:01.000 --> 00:01:02.500\nA -> B\n\n");
}

TEST_F(TranscriptionEndpointTest, VerboseJsonHasTheTimesThatWereAskedFor) {
  auto answer = Ask({{"response_format", "verbose_json"}});
  ExpectFits(answer, "/v1/audio/transcriptions", "post");
  EXPECT_EQ(answer.json()["segments"].size(), 2u);
  EXPECT_EQ(answer.json()["language"], "english");
  EXPECT_FALSE(answer.json().contains("words"));
  answer = Ask({{"response_format", "verbose_json"}, {"timestamp_granularities[]", "word"}});
  ExpectFits(answer, "/v1/audio/transcriptions", "post");
  EXPECT_EQ(answer.json()["words"][0]["word"], "Hello.");
  EXPECT_FALSE(answer.json().contains("segments"));
  EXPECT_TRUE(transcription_.jobs().back().word_times);
}

TEST_F(TranscriptionEndpointTest, AStreamTellsEachStretchAndThenTheWhole) {
  const auto events = Ask({{"stream", "true"}}).events();
  ASSERT_EQ(events.size(), 3u);
  for (const Json& event : events) ExpectFitsSchema("TranscriptEvent", event);
  EXPECT_EQ(events[0]["delta"], "Hello.");
  EXPECT_EQ(events[1]["delta"], " A --> B");
  EXPECT_EQ(events[2]["text"], "Hello. A --> B");
}

TEST_F(TranscriptionEndpointTest, MistakesNameTheirField) {
  const std::pair<std::map<std::string, std::string>, std::string> wrong[] = {
      {{{"language", "fr"}}, "language"},
      {{{"response_format", "xml"}}, "response_format"},
      {{{"temperature", "hot"}}, "temperature"},
      {{{"temperature", "2"}}, "temperature"},
      {{{"temperature", "nan"}}, "temperature"},
      {{{"stream", "yes"}}, "stream"},
      {{{"stream", "true"}, {"response_format", "srt"}}, "stream"},
      {{{"timestamp_granularities[]", "word"}}, "timestamp_granularities"},
      {{{"timestamp_granularities[]", "x"}, {"response_format", "verbose_json"}},
       "timestamp_granularities"},
      {{{"model", "tts-1"}}, "model"}};
  for (const auto& [fields, field] : wrong) {
    const auto answer = Ask(fields);
    EXPECT_GE(answer.status(), 400);
    EXPECT_EQ(answer.json()["error"]["param"], field) << answer.body();
  }
  EXPECT_EQ(Ask({}, "this is no sound").json()["error"]["param"], "file");
  EXPECT_EQ(Ask({}, "").json()["error"]["param"], "file");
  const auto bare = PostText(AnswerTranscription, Part("model", "whisper-1") + "--XyZ--", kType);
  EXPECT_EQ(bare.json()["error"]["param"], "file");
  EXPECT_EQ(PostText(AnswerTranscription, "{}").json()["error"]["code"], "invalid_form");
}

TEST_F(TranscriptionEndpointTest, AFailureIsTold) {
  transcription_.texts.clear();
  transcription_.fails = Error::Internal("broken");
  EXPECT_EQ(Ask({}).status(), 500);
}

TEST(MultipartTest, FieldsAndFilesAreFound) {
  const std::string body =
      "--b\r\ncontent-disposition:form-data; name=plain\r\n\r\nvalue\r\n"
      "--b\r\nContent-Type: audio/wav\r\nContent-Disposition: form-data; filename=\"a\\\"b; "
      "c.wav\"; "
      "name=\"file\"\r\n\r\n\r\n--bx\r\n\r\n--b--\r\n";
  const auto form = ParseMultipart("multipart/form-data; charset=x; boundary=\"b\"", body);
  ASSERT_FALSE(form);  // "--bx" is a boundary that does not end its line
  const auto good = ParseMultipart("Multipart/Form-Data; boundary=\"b\"",
                                   "--b\r\ncontent-disposition:form-data; name=plain\r\n\r\nvalue"
                                   "\r\n--b\r\nContent-Type: audio/wav\r\nContent-Disposition: "
                                   "form-data; filename=\"a\\\"b; c.wav\"; name=\"file\"\r\n\r\n"
                                   "\r\n-- b\r\n\r\n--b--");
  ASSERT_TRUE(good) << good.error().message;
  ASSERT_EQ(good->size(), 2u);
  EXPECT_EQ((*good)[0].name, "plain");
  EXPECT_EQ((*good)[0].content, "value");
  EXPECT_EQ((*good)[1].file_name, "a\"b; c.wav");
  EXPECT_EQ((*good)[1].content, "\r\n-- b\r\n");
}

TEST(MultipartTest, WhatIsWrongIsTold) {
  const std::pair<const char*, const char*> wrong[] = {
      {"text/plain", ""},
      {"multipart/form-data", "--b--"},
      {"multipart/form-data; boundary=", "--b--"},
      {"multipart/form-data; boundary=b", ""},
      {"multipart/form-data; boundary=b", "preamble\r\n--b--"},
      {"multipart/form-data; boundary=b", "--b\r\n"},
      {"multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--"},
      {"multipart/form-data; boundary=b",
       "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"},
      {"multipart/form-data; boundary=b",
       "--b\r\nContent-Disposition: attachment; name=x\r\n\r\nx\r\n--b--"},
      {"multipart/form-data; boundary=b",
       "--b\r\nContent-Disposition: form-data; name=\"x\r\n\r\nx\r\n--b--"},
      {"multipart/form-data; boundary=b",
       "--b\r\nContent-Disposition: form-data; name=x\r\n\r\nx\r\n--b"}};
  for (const auto& [type, body] : wrong) {
    const auto form = ParseMultipart(type, body);
    ASSERT_FALSE(form) << body;
    EXPECT_FALSE(form.error().message.empty());
  }
  std::string many;
  for (size_t i = 0; i <= kMostFormParts; ++i) {
    many += "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n";
  }
  EXPECT_THAT(ParseMultipart("multipart/form-data; boundary=b", many + "--b--").error().message,
              HasSubstr("64"));
}

// Any bytes give a form or an error, and a form's contents lie within the body.
TEST(MultipartTest, MutatedBodiesAreReadOrRefused) {
  std::mt19937 random(11);
  const std::string whole = Part("file", Wav(0.01), "a.wav") + Part("model", "x") + "--XyZ--\r\n";
  const std::string alphabet = "\r\n-\";:=XyZ\\";
  int good = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string body = whole, type = kType;
    for (unsigned change = random() % 6; change > 0; --change) {
      std::string& text = random() % 8 == 0 ? type : body;
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text[at] = alphabet[random() % alphabet.size()];
          break;
        case 2:
          text.erase(at, random() % 20);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 30));
      }
      if (text.empty()) text = "-";
    }
    const auto form = ParseMultipart(type, body);
    if (!form) {
      EXPECT_FALSE(form.error().message.empty());
      continue;
    }
    ++good;
    for (const FormPart& part : *form) {
      EXPECT_FALSE(part.name.empty());
      if (part.content.empty()) continue;
      EXPECT_GE(part.content.data(), body.data());
      EXPECT_LE(part.content.data() + part.content.size(), body.data() + body.size());
    }
  }
  EXPECT_GT(good, 1000);
}

}  // namespace
}  // namespace vivavoce::realtime::transcription_endpoint_test
