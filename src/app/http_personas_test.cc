// The personas of a server with a folder of its own, through the service that HTTP uses.
#include "app/http_personas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/http_reports.h"
#include "persona/card_file.h"
#include "persona/persona_writer.h"
#include "persona/testing/card_samples.h"
#include "realtime/testing/schema_checker.h"

namespace vivavoce::app::http_personas_test {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using realtime::Json;

constexpr const char* kAnn = R"(format = 1
id = "ann"
[identity]
name = { en = "Ann", zh = "安" }
role = { en = "a baker", zh = "面包师" }
[voice]
en = "af_heart"
zh = "zf_xiaoxiao"
)";

class HttpPersonasTest : public ::testing::Test {
 protected:
  ~HttpPersonasTest() override { fs::remove_all(folder_); }

  static fs::path NewFolder() {
    std::string name = (fs::temp_directory_path() / "vv_personas_XXXXXX").string();
    return mkdtemp(name.data());
  }
  static void ExpectFits(const std::string& schema, const Json& value) {
    static const Json document =
        realtime::OpenApiDocument(VV_SOURCE_DIR "/docs/openapi.json");
    EXPECT_EQ(realtime::SchemaFault(document, {{"$ref", "#/components/schemas/" + schema}}, value,
                                    schema),
              "");
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_ / "own", none)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }
  std::string Replaced(const std::string& from, const std::string& to) const {
    std::string text = kAnn;
    return text.replace(text.find(from), from.size(), to);
  }

  const fs::path folder_ = NewFolder();
  persona::PersonaShelf shelf_{*persona::PersonaLibrary::Load("")};
  HttpPersonas personas_{{shelf_, folder_ / "own", "", {.voices = {"af_heart", "zf_xiaoxiao"}}}};
};

TEST_F(HttpPersonasTest, TheGalleryHasTheBuiltInOnes) {
  const Json list = personas_.List();
  EXPECT_EQ(list.size(), shelf_.Library()->all().size());
  EXPECT_EQ(list[0]["id"], "xiao_yue");
  EXPECT_EQ(list[0]["is_default"], true);
  for (const Json& entry : list) {
    ExpectFits("PersonaSummary", entry);
    EXPECT_EQ(entry["built_in"], true);
    EXPECT_FALSE(entry["greeting"]["zh"].get<std::string>().empty()) << entry["id"];
  }
}

TEST_F(HttpPersonasTest, EachBuiltInOneComesBackFromItsRecord) {
  for (const persona::Persona& persona : shelf_.Library()->all()) {
    const auto one = personas_.Get(persona.id);
    ASSERT_TRUE(one) << persona.id;
    ExpectFits("Persona", *one);
    const Json check = personas_.Check({"", (*one)["record"]});
    ExpectFits("PersonaCheck", check);
    EXPECT_EQ(check["ok"], true) << persona.id << check["findings"];
    const auto again = persona::Persona::Parse(check["toml"].get<std::string>(), "again");
    ASSERT_TRUE(again) << again.error().ToString();
    const auto own = persona::ReadPersonaFile((*one)["toml"].get<std::string>(), "own");
    EXPECT_EQ(persona::WritePersonaToml(*again), persona::WritePersonaToml(own.persona));
  }
}

TEST_F(HttpPersonasTest, ASavedOneIsOnTheShelfAtOnceAndAfterAStart) {
  const auto saved = personas_.Save("ann", {kAnn, std::nullopt});
  ASSERT_TRUE(saved) << saved.error().ToString();
  ExpectFits("Persona", *saved);
  EXPECT_EQ((*saved)["built_in"], false);
  EXPECT_EQ((*saved)["toml"], kAnn);
  ASSERT_TRUE(shelf_.Find("ann"));
  EXPECT_EQ(shelf_.Find("ann")->name.en, "Ann");
  EXPECT_THAT(Files(), ElementsAre("ann.toml"));
  const auto restarted = persona::PersonaLibrary::Load(folder_ / "own");
  ASSERT_TRUE(restarted);
  EXPECT_NE(restarted->Find("ann"), nullptr);
}

TEST_F(HttpPersonasTest, WhoHoldsAPersonaKeepsItWhileItIsReplaced) {
  ASSERT_TRUE(personas_.Save("ann", {kAnn, std::nullopt}));
  const auto held = shelf_.Find("ann");
  ASSERT_TRUE(personas_.Save("ann", {Replaced("\"Ann\"", "\"Anna\""), std::nullopt}));
  ASSERT_TRUE(personas_.Remove("ann"));
  EXPECT_EQ(held->name.en, "Ann");
  EXPECT_FALSE(shelf_.Find("ann"));
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(HttpPersonasTest, MistakesAreToldWithTheirLinesAndNothingIsWritten) {
  const std::string wrong = Replaced("role =", "rolle =");
  const Json check = personas_.Check({wrong, std::nullopt});
  ExpectFits("PersonaCheck", check);
  EXPECT_EQ(check["ok"], false);
  EXPECT_EQ(check["findings"][0]["line"], 5);
  EXPECT_THAT(check["findings"][0]["message"].get<std::string>(), HasSubstr("role"));
  const auto saved = personas_.Save("ann", {wrong, std::nullopt});
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(personas_.Save("bob", {kAnn, std::nullopt}).error().field, "id");
  EXPECT_FALSE(fs::exists(folder_ / "own"));
}

TEST_F(HttpPersonasTest, AWrongValueOfAFormIsNamedByItsField) {
  Json record = {{"id", "ann"}, {"identity", {{"name", "Ann"}}}, {"voice", {{"speed", 9}}}};
  const Json check = personas_.Check({"", record});
  ExpectFits("PersonaCheck", check);
  EXPECT_EQ(check["findings"][0]["field"], "voice.speed");
  EXPECT_EQ(check["toml"], "");
  record["voice"] = {{"en", "af_heart"}, {"speed", 1.0}};
  EXPECT_EQ(personas_.Check({"", record})["ok"], true);
  // Hostile shapes are findings.
  for (const Json& odd : {Json{{"id", {1, 2}}}, Json{{"identity", "x"}}, Json{{"", {{"", ""}}}},
                          Json{{"examples", {{{"language", "xx"}}}}},
                          Json{{"voice", {{"speed", 1e308}}}}}) {
    EXPECT_EQ(personas_.Check({"", odd})["ok"], false) << odd;
  }
}

TEST_F(HttpPersonasTest, BuiltInOnesAreNeitherReplacedNorDeleted) {
  const std::string toml(shelf_.Library()->TextOf("captain_mo")->toml);
  EXPECT_EQ(personas_.Save("captain_mo", {toml, std::nullopt}).error().code,
            ErrorCode::kUnavailable);
  EXPECT_EQ(personas_.Remove("captain_mo").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(personas_.Remove("nobody").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(personas_.Get("nobody").error().code, ErrorCode::kNotFound);
}

TEST_F(HttpPersonasTest, OneThatOthersBuildOnStays) {
  ASSERT_TRUE(personas_.Save("ann", {kAnn, std::nullopt}));
  const std::string child = "format = 1\nid = \"child\"\nextends = \"ann\"\n";
  const auto saved = personas_.Save("child", {child, std::nullopt});
  ASSERT_TRUE(saved) << saved.error().ToString();
  EXPECT_EQ((*saved)["name"]["en"], "Ann");
  EXPECT_FALSE((*saved)["record"].contains("voice"));
  EXPECT_EQ((*saved)["resolved"]["voice"]["en"], "af_heart");
  Json record = (*saved)["record"];
  record["identity"] = {{"summary", "line one\nline \"two\" \\ 'three'"}};
  const auto again = personas_.Save("child", {"", record});
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ((*again)["record"]["identity"], record["identity"]);
  EXPECT_FALSE((*again)["record"].contains("voice"));
  EXPECT_EQ(personas_.Remove("ann").error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(shelf_.Find("ann"));
  ASSERT_TRUE(personas_.Remove("child"));
  ASSERT_TRUE(personas_.Remove("ann"));
}

TEST_F(HttpPersonasTest, AFolderThatCannotBeWrittenIsToldAndChangesNothing) {
  std::ofstream(folder_ / "own") << "a file where the folder should be";
  const auto saved = personas_.Save("ann", {kAnn, std::nullopt});
  ASSERT_FALSE(saved);
  EXPECT_THAT(saved.error().message, Not(HasSubstr(folder_.string())));
  EXPECT_FALSE(shelf_.Find("ann"));
}

TEST_F(HttpPersonasTest, ACardBecomesADraftWithAFreeId) {
  const auto first = personas_.Import(persona::kCardV1, "Tim");
  ASSERT_TRUE(first) << first.error().ToString();
  ExpectFits("PersonaImport", *first);
  EXPECT_EQ((*first)["id"], "ada");
  EXPECT_EQ((*first)["ok"], true);
  EXPECT_EQ((*first)["card"]["spec"], "v1");
  ASSERT_TRUE(personas_.Save("ada", {(*first)["toml"].get<std::string>(), std::nullopt}));
  EXPECT_EQ((*personas_.Import(persona::kCardV1, ""))["id"], "ada_2");
  EXPECT_EQ((*personas_.Import(persona::kCardV2, ""))["card"]["lorebook_entries"], 2);
}

TEST_F(HttpPersonasTest, HostileCardsAreTheSendersFault) {
  std::string png = *persona::WriteCardFile(*persona::ParseCard(persona::kCardV2),
                                            persona::CardSpec::kV2, persona::CardContainer::kPng);
  for (const std::string& bytes :
       {std::string("{"), std::string("\x89PNG\r\n\x1a\n"), std::string("PK\x03\x04"),
        std::string(1000, '['), png.substr(0, png.size() / 2), std::string("\0\0\0", 3)}) {
    const auto read = personas_.Import(bytes, "");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_F(HttpPersonasTest, EveryExportCanBeImportedAgain) {
  for (const char* format : {"json", "png", "charx"}) {
    const auto file = personas_.Export("captain_mo", format, "", Language::kEnglish);
    ASSERT_TRUE(file) << format;
    EXPECT_EQ(file->name, std::string("captain_mo.") + format);
    const auto back = personas_.Import(file->bytes, "");
    ASSERT_TRUE(back) << back.error().ToString();
    EXPECT_EQ((*back)["card"]["container"], format);
    EXPECT_EQ((*back)["ok"], true);
  }
  EXPECT_EQ(personas_.Export("captain_mo", "toml", "", Language::kEnglish)->bytes,
            shelf_.Library()->TextOf("captain_mo")->toml);
}

TEST_F(HttpPersonasTest, ReportsAreThePlainJsonFilesOfOneFolder) {
  HttpReports none(folder_ / "missing");
  EXPECT_TRUE(none.List().empty());
  std::ofstream(folder_ / "a.json") << "{}";
  std::ofstream(folder_ / ".hidden.json") << "{}";
  std::ofstream(folder_ / "odd name.json") << "{}";
  std::ofstream(folder_ / "notes.txt") << "x";
  std::ofstream(folder_ / "secret") << "x";
  fs::create_symlink(folder_ / "secret", folder_ / "link.json");
  HttpReports reports(folder_);
  ASSERT_EQ(reports.List().size(), 1u);
  EXPECT_EQ(reports.List()[0].name, "a.json");
  EXPECT_EQ(*reports.Read("a.json"), "{}");
  for (const char* name : {"secret", "link.json", "../a.json", "", ".hidden.json"}) {
    EXPECT_EQ(reports.Read(name).error().code, ErrorCode::kNotFound) << name;
  }
}

}  // namespace
}  // namespace vivavoce::app::http_personas_test
