#include "runtime/model_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "runtime/default_manifest.h"

namespace vivavoce::runtime::model_manifest_test {
namespace {

using ::testing::HasSubstr;

const std::string kHash(64, 'a');

// One package and one model; `model` and `file` are added to their tables.
std::string Manifest(const std::string& model = "", const std::string& file = "") {
  return "[[package]]\nname = \"p\"\nregistry = \"npm\"\nversion = \"1.0\"\nsize = 10\nsha256 = "
         "\"" +
         kHash + "\"\n\n[[model]]\nrole = \"r\"\nlicence = \"MIT\"\norigin = \"o\"\n" +
         (model.empty() ? "id = \"m\"\n" : model) + "[[model.file]]\n" +
         (file.empty() ? "name = \"f\"\nsize = 1\nsha256 = \"" + kHash +
                             "\"\nparts = [{ package = \"p\", member = \"a/b\" }]\n"
                       : file);
}

Error ErrorOf(const std::string& toml) {
  const Result<ModelManifest> manifest = ParseModelManifest(toml, "test.toml");
  return manifest ? Error::Internal("it was accepted") : manifest.error();
}

TEST(ModelManifest, TheBuiltInManifestHoldsTheModelsThatTheProgramNeeds) {
  const Result<ModelManifest> manifest = ParseModelManifest(DefaultManifestToml(), "manifest.toml");
  ASSERT_TRUE(manifest) << manifest.error().ToString();
  for (const char* id : {"qwen2.5-coder-1.5b", "whisper-base", "kokoro-82m", "kokoro-voices",
                         "misaki-en", "jieba", "pypinyin", "smart-turn", "silero-vad",
                         "voice-gender", "speaker-encoder"}) {
    const Model* model = manifest->Find(id);
    ASSERT_NE(model, nullptr) << id;
    EXPECT_TRUE(model->is_default) << id;
    EXPECT_FALSE(model->licence.empty()) << id;
  }
  EXPECT_FALSE(manifest->Find("smollm2-135m")->is_default);
  EXPECT_EQ(manifest->Find("whisper-base")->conversions.at(0).output, "whisper-base-q8_0.bin");
}

TEST(ModelManifest, WhatIsWrittenParsesBackToTheSame) {
  Result<ModelManifest> manifest = ParseModelManifest(DefaultManifestToml(), "manifest.toml");
  ASSERT_TRUE(manifest);
  manifest->models[0].origin = "quote \" backslash \\ newline \n 中文 \x01";
  const Result<ModelManifest> again = ParseModelManifest(ToToml(*manifest), "again.toml");
  ASSERT_TRUE(again) << again.error().ToString();
  EXPECT_EQ(again->models, manifest->models);
  EXPECT_EQ(again->packages, manifest->packages);
}

TEST(ModelManifest, AnErrorNamesTheLineAndTheKey) {
  const Error error = ErrorOf(Manifest("id = \"m\"\ndefault = \"yes\"\n"));
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.field, "model[0].default");
  EXPECT_THAT(error.message, HasSubstr("test.toml:13: must be true or false"));
}

TEST(ModelManifest, ASyntaxErrorNamesTheLine) {
  EXPECT_THAT(ErrorOf("[[model]]\nid = \n").message, HasSubstr("test.toml:2"));
}

TEST(ModelManifest, UnknownKeysAreRefused) {
  EXPECT_EQ(ErrorOf(Manifest("id = \"m\"\nlicense = \"MIT\"\n")).field, "model[0].license");
  EXPECT_EQ(ErrorOf("[settings]\nx = 1\n").field, "settings");
}

TEST(ModelManifest, NamesThatWouldLeaveTheDirectoryAreRefused) {
  for (const char* name : {"../m", "a/b", "/etc", ".hidden", "", "-rf", "a b", "a\\\\b", "模型"}) {
    EXPECT_EQ(ErrorOf(Manifest("id = \"" + std::string(name) + "\"\n")).field, "model[0].id")
        << name;
    const std::string file = "name = \"" + std::string(name) + "\"\nsize = 1\nsha256 = \"" + kHash +
                             "\"\nparts = [{ package = \"p\", member = \"a\" }]\n";
    EXPECT_EQ(ErrorOf(Manifest("", file)).field, "model[0].file[0].name") << name;
  }
  EXPECT_FALSE(IsSafeName(std::string(129, 'a')));
  EXPECT_TRUE(IsSafeName(std::string(128, 'a')));
}

TEST(ModelManifest, MembersThatWouldLeaveThePackageAreRefused) {
  for (const char* member : {"../x", "/etc/passwd", "a/../../b", "", "--to-command=x"}) {
    const std::string file = "name = \"f\"\nsize = 1\nsha256 = \"" + kHash +
                             "\"\nparts = [{ package = \"p\", member = \"" + member + "\" }]\n";
    EXPECT_EQ(ErrorOf(Manifest("", file)).field, "model[0].file[0].parts[0].member") << member;
  }
}

TEST(ModelManifest, SizesAndHashesAreChecked) {
  const std::string tail = "parts = [{ package = \"p\", member = \"a\" }]\n";
  for (const char* size : {"0", "-1", "1.5", "\"1\"", "99999999999999999999"}) {
    const std::string file =
        "name = \"f\"\nsize = " + std::string(size) + "\nsha256 = \"" + kHash + "\"\n" + tail;
    EXPECT_EQ(ErrorOf(Manifest("", file)).code, ErrorCode::kInvalidArgument) << size;
  }
  EXPECT_EQ(ErrorOf(Manifest("", "name = \"f\"\nsize = 1\nsha256 = \"" + std::string(64, 'A') +
                                     "\"\n" + tail))
                .field,
            "model[0].file[0].sha256");
}

TEST(ModelManifest, AFileHasExactlyOneSource) {
  const std::string head = "name = \"f\"\nsize = 1\nsha256 = \"" + kHash + "\"\n";
  EXPECT_EQ(ErrorOf(Manifest("", head)).field, "model[0].file[0]");
  EXPECT_EQ(ErrorOf(Manifest("", head + "url = \"https://x/y\"\npath = \"/x\"\n")).field,
            "model[0].file[0]");
  EXPECT_EQ(ErrorOf(Manifest("", head + "url = \"file:///etc/passwd\"\n")).field,
            "model[0].file[0].url");
  EXPECT_EQ(ErrorOf(Manifest("", head + "path = \"relative\"\n")).field, "model[0].file[0].path");
  EXPECT_TRUE(ParseModelManifest(Manifest("", head + "url = \"https://x/y\"\n"), "t"));
}

TEST(ModelManifest, IdsPackagesAndFileNamesAreUsedOnce) {
  EXPECT_THAT(ErrorOf(Manifest() + Manifest().substr(Manifest().find("[[model]]"))).message,
              HasSubstr("already a model"));
  EXPECT_THAT(ErrorOf(Manifest().substr(0, Manifest().find("[[model]]")) + Manifest()).message,
              HasSubstr("already a package"));
  const std::string file = Manifest().substr(Manifest().find("[[model.file]]"));
  EXPECT_THAT(ErrorOf(Manifest() + file).message, HasSubstr("appears twice"));
  EXPECT_THAT(
      ErrorOf(Manifest() + "[[model.conversion]]\nconverter = \"c\"\noutput = \"f\"\n").field,
      HasSubstr("output"));
}

TEST(ModelManifest, PartsOfUnknownPackagesAreRefused) {
  EXPECT_THAT(ErrorOf(Manifest().substr(Manifest().find("[[model]]"))).message,
              HasSubstr("no [[package]] \"p\""));
}

TEST(ModelManifest, HostileTextIsAnErrorAndNeverACrash) {
  const std::string good = Manifest();
  for (const std::string& toml : std::vector<std::string>{
           std::string("\0\0\0", 3), "\xff\xfe[[model]]", std::string(100000, '['),
           "x = " + std::string(100000, '['), "model = 1", "model = [1, 2]", "[model]\nid = 1",
           "[[model]]", "[[model]]\nfile = [[[[]]]]", "package = { name = { a = 1 } }",
           std::string(5 << 20, '#'), "[[model.file]]\nname = 1"}) {
    EXPECT_FALSE(ParseModelManifest(toml, "hostile.toml")) << toml.substr(0, 40);
  }
  for (size_t length = 0; length < good.size(); ++length) {
    (void)ParseModelManifest(std::string_view(good).substr(0, length), "cut.toml");
  }
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string bad = good;
    for (int k = 0; k < 3; ++k) bad[random() % bad.size()] = static_cast<char>(random());
    const Result<ModelManifest> parsed = ParseModelManifest(bad, "bad.toml");
    if (!parsed) {
      EXPECT_FALSE(parsed.error().message.empty());
    } else {
      for (const Model& model : parsed->models) EXPECT_TRUE(ValidateModel(model));
    }
  }
}

}  // namespace
}  // namespace vivavoce::runtime::model_manifest_test
