// What reaches the service, and what does not.
#include "realtime/persona_endpoint.h"

#include <gmock/gmock.h>

#include "realtime/report_endpoint.h"
#include "realtime/session_patch.h"
#include "realtime/testing/endpoint_fixture.h"
#include "realtime/testing/fake_personas.h"

namespace vivavoce::realtime::persona_endpoint_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PersonaEndpointTest : public EndpointFixture {
 protected:
  PersonaEndpointTest() { services_.personas = &personas_; }
  ResponseRecorder Ask(Endpoint endpoint, std::string id,
                       std::map<std::string, std::string> query = {}) {
    HttpRequest request;
    request.names = {{"id", std::move(id)}};
    request.target.query = std::move(query);
    ResponseRecorder recorder;
    endpoint(services_, request, recorder);
    return recorder;
  }
  FakePersonas personas_;
};

TEST_F(PersonaEndpointTest, AnIdThatCouldBeAPathNeverReachesTheService) {
  for (const std::string& id :
       {std::string(".."), std::string("../../etc/passwd"), std::string("Ada"), std::string("a.b"),
        std::string("a/b"), std::string("a b"), std::string(65, 'a'), std::string("a\0b", 3),
        std::string("\xE5\xA5\xB3")}) {
    for (Endpoint endpoint : {AnswerPersona, AnswerPersonaSave, AnswerPersonaDelete,
                              AnswerPersonaExport}) {
      const auto answer = Ask(endpoint, id);
      EXPECT_EQ(answer.status(), 400) << id;
      EXPECT_EQ(answer.json()["error"]["param"], "id") << id;
    }
  }
  EXPECT_THAT(personas_.calls, IsEmpty());
  EXPECT_EQ(Ask(AnswerPersona, std::string(64, 'a')).status(), 200);
}

TEST_F(PersonaEndpointTest, ADraftIsAFileOrARecordAndNothingElse) {
  names_ = {{"id", "ada"}};
  for (const Json& body : {Json::object(), Json{{"toml", "x"}, {"record", Json::object()}},
                           Json{{"toml", 1}}, Json{{"record", "x"}},
                           Json{{"record", Json::array()}}}) {
    EXPECT_EQ(Post(AnswerPersonaCheck, body).status(), 400) << body;
    EXPECT_EQ(Post(AnswerPersonaSave, body).status(), 400) << body;
  }
  EXPECT_EQ(PostText(AnswerPersonaCheck, "[").status(), 400);
  EXPECT_EQ(PostText(AnswerPersonaCheck, "format = 1", "application/toml").status(), 415);
  std::string deep = R"({"record": )";
  for (int i = 0; i < 200; ++i) deep += R"({"a": )";
  EXPECT_EQ(PostText(AnswerPersonaCheck, deep + "1" + std::string(201, '}')).status(), 400);
  EXPECT_THAT(personas_.calls, IsEmpty());
  EXPECT_EQ(Post(AnswerPersonaSave, {{"record", {{"id", "ada"}}}}).status(), 200);
  EXPECT_THAT(personas_.calls, ElementsAre(R"(save ada {"id":"ada"})"));
}

TEST_F(PersonaEndpointTest, WhatIsTakenIs409AndWhatIsNotThereIs404) {
  names_ = {{"id", "ada"}};
  personas_.fails = Error::Unavailable("It is built in.", "id");
  const auto taken = Ask(AnswerPersonaDelete, "ada");
  EXPECT_EQ(taken.status(), 409);
  EXPECT_EQ(taken.json()["error"]["code"], "conflict");
  for (const auto& [name, value] : taken.head->headers) EXPECT_NE(name, "Retry-After");
  personas_.fails = Error::NotFound("There is none.", "id");
  EXPECT_EQ(Ask(AnswerPersona, "ada").status(), 404);
  personas_.fails.reset();
  const auto gone = Ask(AnswerPersonaDelete, "ada");
  ExpectFits(gone, "/v1/personas/{id}", "delete");
}

TEST_F(PersonaEndpointTest, AnExportNamesItsFileAndChecksWhatIsAsked) {
  const auto png = Ask(AnswerPersonaExport, "ada", {{"format", "png"}, {"language", "zh"}});
  EXPECT_EQ(png.status(), 200);
  EXPECT_EQ(png.head->content_type, "image/png");
  EXPECT_THAT(png.head->headers, ::testing::Contains(::testing::Pair(
                                     "Content-Disposition", "attachment; filename=\"ada.png\"")));
  for (const auto& [name, value] :
       {std::pair{"format", "exe"}, {"spec", "v9"}, {"language", "fr"}}) {
    const auto answer = Ask(AnswerPersonaExport, "ada", {{name, value}});
    EXPECT_EQ(answer.status(), 400);
    EXPECT_EQ(answer.json()["error"]["param"], name);
  }
  EXPECT_THAT(personas_.calls, ElementsAre("export ada png  zh"));
}

TEST_F(PersonaEndpointTest, AnImportHasABodyAndAShortName) {
  EXPECT_EQ(PostText(AnswerPersonaImport, "", "image/png").status(), 400);
  HttpRequest request;
  request.body = "{}";
  request.target.query = {{"user", std::string(101, 'u')}};
  ResponseRecorder recorder;
  AnswerPersonaImport(services_, request, recorder);
  EXPECT_EQ(recorder.status(), 400);
  EXPECT_THAT(personas_.calls, IsEmpty());
  EXPECT_EQ(PostText(AnswerPersonaImport, "PNG", "image/png").status(), 200);
  EXPECT_THAT(personas_.calls, ElementsAre("import 3 "));
}

TEST_F(PersonaEndpointTest, TheGalleryIsAList) {
  HttpRequest request;
  ResponseRecorder recorder;
  AnswerPersonas(services_, request, recorder);
  ExpectFits(recorder, "/v1/personas", "get");
}

TEST_F(PersonaEndpointTest, APersonaThatWasSavedMeanwhileIsAVoiceAndASetting) {
  std::string there = "ann";
  wire_.vocabulary.personas = {"ann", "gone"};
  wire_.vocabulary.has_persona = [&](std::string_view name) { return name == there; };
  there = "bea";
  const auto patch = [&](const char* persona) {
    return PatchSession(wire_.defaults, {{"vivavoce", {{"persona", persona}}}}, wire_.vocabulary);
  };
  ASSERT_TRUE(patch("bea"));
  EXPECT_EQ(patch("bea")->config.persona, "bea");
  EXPECT_FALSE(patch("ann"));
  const auto spoken = [&](const char* voice) {
    return Post(AnswerSpeech, {{"model", "tts-1"}, {"input", "Hello."}, {"voice", voice}}).status();
  };
  EXPECT_EQ(spoken("bea"), 200);
  EXPECT_EQ(speech_.jobs().back().voice, "bea");
  EXPECT_EQ(spoken("ann"), 400);
  EXPECT_EQ(spoken("alloy"), 200);
  EXPECT_EQ(speech_.jobs().back().voice, "");
}

TEST_F(PersonaEndpointTest, ABlendIsAVoiceWhenEveryPartIsOne) {
  const Vocabulary& names = wire_.vocabulary;
  for (const char* blend : {"af_heart:0.6+zm_yunxi:0.4", "af_heart+zm_yunxi"}) {
    EXPECT_EQ(names.ResolveVoice(blend), blend);
  }
  for (const char* none : {"af_heart:0.6+nobody:0.4", "af_heart+", "+af_heart", "+", "a:b:c+d"}) {
    EXPECT_EQ(names.ResolveVoice(none), std::nullopt) << none;
  }
  EXPECT_EQ(names.ResolveVoice(std::string(5000, '+')), std::nullopt);
}

class FakeReports final : public ReportService {
 public:
  std::vector<ReportEntry> List() override { return {{"latency.json", 12, 1700000000}}; }
  Result<std::string> Read(std::string_view name) override {
    if (name != "latency.json") return Fail(Error::NotFound("There is none.", "name"));
    return std::string(R"({"benchmark": "latency"})");
  }
};

TEST_F(PersonaEndpointTest, ReportsAreListedAndReadAsTheyAre) {
  FakeReports reports;
  services_.reports = &reports;
  HttpRequest request;
  ResponseRecorder list;
  AnswerReports(services_, request, list);
  ExpectFits(list, "/v1/reports", "get");
  request.names = {{"name", "latency.json"}};
  ResponseRecorder one;
  AnswerReport(services_, request, one);
  EXPECT_THAT(one.body(), HasSubstr("latency"));
  request.names = {{"name", "../keys"}};
  ResponseRecorder none;
  AnswerReport(services_, request, none);
  EXPECT_EQ(none.status(), 404);
}

}  // namespace
}  // namespace vivavoce::realtime::persona_endpoint_test
