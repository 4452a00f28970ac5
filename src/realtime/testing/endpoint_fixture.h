// Runs one endpoint against fake services, without a socket, and checks answers against
// docs/openapi.json.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "realtime/chat_endpoint.h"
#include "realtime/http_models.h"
#include "realtime/json_text.h"
#include "realtime/secret_endpoint.h"
#include "realtime/speech_endpoint.h"
#include "realtime/testing/fake_services.h"
#include "realtime/testing/response_recorder.h"
#include "realtime/testing/schema_checker.h"
#include "realtime/transcription_endpoint.h"

namespace vivavoce::realtime {

class EndpointFixture : public ::testing::Test {
 protected:
  using Endpoint = void (*)(const HttpServices&, const HttpRequest&, ResponseWriter&);

  EndpointFixture() {
    wire_.vocabulary.voices = {"af_heart", "zm_yunxi"};
    wire_.vocabulary.voice_aliases = {{"alloy", ""}, {"echo", "af_heart"}};
  }

  ResponseRecorder PostText(Endpoint endpoint, std::string body,
                            std::string type = "application/json") {
    HttpRequest request;
    request.method = "POST";
    request.target.headers["content-type"] = std::move(type);
    request.body = std::move(body);
    request.names = names_;
    request.key_id = key_id_;
    ResponseRecorder recorder;
    endpoint(services_, request, recorder);
    return recorder;
  }
  ResponseRecorder Post(Endpoint endpoint, const Json& body) {
    return PostText(endpoint, body.dump());
  }

  void ExpectFitsSchema(const std::string& name, const Json& value) {
    EXPECT_EQ(SchemaFault(document(), {{"$ref", "#/components/schemas/" + name}}, value), "")
        << value;
  }
  void ExpectFits(const ResponseRecorder& answer, const std::string& path,
                  const std::string& method) {
    const Json schema = ResponseSchema(document(), path, method, answer.status());
    ASSERT_FALSE(schema.is_null()) << path << " " << answer.status();
    EXPECT_EQ(SchemaFault(document(), schema, answer.json()), "") << answer.body();
  }
  static const Json& document() {
    static const Json document = OpenApiDocument(VV_SOURCE_DIR "/docs/openapi.json");
    return document;
  }

  FakeSpeech speech_;
  FakeTranscription transcription_;
  FakeChat chat_;
  WireOptions wire_ = WireOptions::Default();
  runtime::VirtualClock clock_;
  RateLimiter limiter_{clock_};
  int64_t now_ = 1'700'000'000;
  ClientSecrets secrets_{[this] { return now_; }};
  HttpServices services_{wire_, &speech_, &transcription_, &chat_, limiter_, secrets_, 3600};
  std::map<std::string, std::string> names_;
  std::string key_id_;
};

}  // namespace vivavoce::realtime
