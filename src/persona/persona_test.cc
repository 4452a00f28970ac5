#include "persona/persona.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "persona/built_in_personas.h"
#include "persona/persona_file.h"
#include "persona/persona_library.h"
#include "persona/prompt.h"

namespace vivavoce::persona::persona_test {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kMinimal = R"(format = 1
id = "test"
prompt = "You are a test."
[identity]
name = "Test"
[voice]
en = "af_heart"
)";

std::string ErrorOf(const std::string& toml) {
  const auto persona = Persona::Parse(toml, "test.toml");
  return persona ? "" : persona.error().ToString();
}

TEST(PersonaTest, AMinimalFileIsEnough) {
  const auto persona = Persona::Parse(kMinimal, "test.toml");
  ASSERT_TRUE(persona) << persona.error().ToString();
  EXPECT_EQ(persona->id, "test");
  EXPECT_EQ(persona->prompt.For(Language::kChinese), "You are a test.");
  EXPECT_EQ(persona->voice.id.For(Language::kChinese), "af_heart");
}

TEST(PersonaTest, ErrorsNameFileLineAndField) {
  const std::string bad = std::string(kMinimal) + "speed = 9\n";
  EXPECT_EQ(ErrorOf(bad), "voice.speed: test.toml:8: must be a number from 0.5 to 2");
}

TEST(PersonaTest, AMisspelledKeyIsAnError) {
  EXPECT_THAT(ErrorOf(std::string(kMinimal) + "sped = 1\n"), HasSubstr("voice.sped"));
}

TEST(PersonaTest, AMisspelledKeyOrChoiceGetsASuggestion) {
  EXPECT_THAT(ErrorOf(std::string(kMinimal) + "sped = 1\n"), HasSubstr("did you mean \"speed\"?"));
  EXPECT_THAT(ErrorOf(std::string(kMinimal) + "[interaction]\narchetype = \"compagnon\"\n"),
              HasSubstr("did you mean \"companion\"?"));
}

TEST(PersonaTest, EveryMistakeIsFoundWithItsPlace) {
  const PersonaFile file = ReadPersonaFile(
      std::string(kMinimal) + "speed = 9\npitch = true\n[habits]\nregister = 3\n", "test.toml");
  ASSERT_EQ(file.findings.size(), 3u);
  EXPECT_EQ(file.findings[0].ToString(),
            "test.toml:8: error: voice.speed: must be a number from 0.5 to 2");
  EXPECT_EQ(file.findings[1].line, 9);
  EXPECT_EQ(file.findings[2].field, "habits.register");
}

TEST(PersonaTest, WhatIsInheritedMayBeMissing) {
  EXPECT_EQ(ErrorOf("format = 1\nid = \"a\"\nextends = \"b\"\n"), "");
  EXPECT_EQ(ErrorOf("format = 1\nid = \"a\"\nabstract = true\n"), "");
}

TEST(PersonaTest, OpenersAreKeptByLanguage) {
  const auto persona = Persona::Parse(
      "openers = { en = [\"Hmm,\"], zh = [\"嗯……\", \"这个嘛\"] }\n" + std::string(kMinimal), "t");
  ASSERT_TRUE(persona) << persona.error().ToString();
  EXPECT_EQ(persona->openers.For(Language::kEnglish), std::vector<std::string>{"Hmm,"});
  EXPECT_EQ(persona->openers.For(Language::kChinese).size(), 2u);
}

TEST(PersonaTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(ErrorOf("format = 1\nid = \"a\"\n"), HasSubstr("identity"));
  EXPECT_THAT(ErrorOf("id = \"a\"\n"), HasSubstr("format"));
  EXPECT_THAT(ErrorOf("format = 1\nid = \"No Spaces\"\n"), HasSubstr("id: "));
}

TEST(PersonaTest, HostileTextIsRefusedNotCrashedOn) {
  std::mt19937 random(7);
  const std::string seed(BuiltInPersonas().front().toml);
  int refused = 0;
  for (int i = 0; i < 500; ++i) {
    std::string text = seed;
    for (int k = 0; k < 4; ++k) text[random() % text.size()] = static_cast<char>(random());
    text.resize(random() % text.size() + 1);
    refused += Persona::Parse(text, "fuzz") ? 0 : 1;
  }
  EXPECT_GT(refused, 250);
}

TEST(PersonaLibraryTest, XiaoYueIsTheDefaultInBothLanguages) {
  const auto library = PersonaLibrary::Load({});
  ASSERT_TRUE(library) << library.error().ToString();
  const Persona* persona = library->Find("");
  ASSERT_NE(persona, nullptr);
  EXPECT_EQ(persona->id, "xiao_yue");
  EXPECT_EQ(library->Find("xiaoyue"), persona);
  EXPECT_EQ(library->Find("nobody"), nullptr);
  EXPECT_THAT(persona->prompt.For(Language::kChinese), HasSubstr("小跃"));
  EXPECT_THAT(persona->prompt.For(Language::kEnglish), HasSubstr("Xiao Yue"));
}

TEST(PersonaLibraryTest, AFileOfTheFolderMayExtendABuiltIn) {
  const auto folder = std::filesystem::temp_directory_path() / "vivavoce_persona_library_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "twin.toml") << "format = 1\nid = \"twin\"\nextends = \"xiao_yue\"\n"
                                         "[identity]\nname = \"Twin\"\n";
  const auto library = PersonaLibrary::Load(folder);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(library) << library.error().ToString();
  const Persona* twin = library->Find("twin");
  ASSERT_NE(twin, nullptr);
  EXPECT_EQ(twin->name.en, "Twin");
  EXPECT_EQ(twin->voice.id.en, library->Find("")->voice.id.en);
  EXPECT_FALSE(twin->Answers("xiaoyue"));
}

TEST(PersonaLibraryTest, AMissingFolderIsAnError) {
  EXPECT_THAT(PersonaLibrary::Load("/nonexistent/folder").error().ToString(),
              HasSubstr("/nonexistent"));
}

TEST(PromptTest, ExamplesAreInTheLanguageSpoken) {
  const auto library = PersonaLibrary::Load({});
  const RenderedPrompt prompt = RenderPrompt(*library->Find(""), "", Language::kChinese);
  ASSERT_FALSE(prompt.examples.empty());
  for (const auto& example : prompt.examples) EXPECT_EQ(example.language, Language::kChinese);
}

TEST(PromptTest, TheClientsInstructionsReplaceThePersona) {
  const auto library = PersonaLibrary::Load({});
  const RenderedPrompt prompt =
      RenderPrompt(*library->Find(""), "You are a pirate.", Language::kEnglish);
  EXPECT_THAT(prompt.system, HasSubstr("pirate"));
  EXPECT_EQ(prompt.system.find("Xiao Yue"), std::string::npos);
  EXPECT_TRUE(prompt.examples.empty());
}

}  // namespace
}  // namespace vivavoce::persona::persona_test
