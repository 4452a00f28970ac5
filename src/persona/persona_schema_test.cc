#include "persona/persona_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "persona/built_in_personas.h"
#include "persona/persona_file.h"

namespace vivavoce::persona::persona_schema_test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST(PersonaSchemaTest, ThePublishedSchemaIsTheParsersOwn) {
  // To write it anew: vivavoce persona schema > docs/persona.schema.json
  std::ifstream in(VV_SOURCE_DIR "/docs/persona.schema.json", std::ios::binary);
  const std::string published(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(published, PersonaSchema());
}

TEST(PersonaSchemaTest, EveryFieldHasADescription) {
  const auto schema = nlohmann::json::parse(PersonaSchema());
  for (const auto& [key, value] : schema["properties"].items()) {
    EXPECT_TRUE(value.contains("description")) << key;
  }
}

TEST(PersonaSchemaTest, PathsNameNestedFields) {
  const auto paths = PersonaFieldPaths();
  EXPECT_THAT(paths, Contains("voice.speed"));
  EXPECT_THAT(paths, Contains("examples[].reply"));
  EXPECT_THAT(paths, Contains("openers.zh"));
  EXPECT_THAT(paths, Contains("habits.catchphrases[].frequency"));
}

// The reader must know every key of the schema: a file of nothing but wrong types draws "must be"
// for each, and "unknown key" for none.
TEST(PersonaSchemaTest, TheReaderKnowsEveryTopLevelKeyOfTheSchema) {
  const auto schema = nlohmann::json::parse(PersonaSchema());
  std::string toml;
  for (const auto& [key, value] : schema["properties"].items()) toml += key + " = 1979-05-27\n";
  const PersonaFile file = ReadPersonaFile(toml, "all");
  EXPECT_EQ(file.places.size(), schema["properties"].size());
  for (const Finding& finding : file.findings) {
    EXPECT_THAT(finding.message.en, ::testing::Not(HasSubstr("unknown key"))) << finding.field;
  }
}

// And the other way round: what the built-ins use is in the schema.
TEST(PersonaSchemaTest, WhatTheReaderReadsIsInTheSchema) {
  const auto paths = PersonaFieldPaths();
  for (const BuiltInPersona& built_in : BuiltInPersonas()) {
    const PersonaFile file = ReadPersonaFile(built_in.toml, built_in.file);
    for (const auto& [field, place] : file.places) {
      std::string path;
      for (size_t i = 0; i < field.size(); ++i) {
        path += field[i];
        if (field[i] == '[') i = field.find(']', i) - 1;
      }
      const auto known = [&](const std::string& full) {
        // Tables and lists are prefixes of their fields; a bilingual text may be { en, zh }.
        return full == path || full.starts_with(path + ".") || full.starts_with(path + "[") ||
               path + "" == full + "[]" || path == full + ".en" || path == full + ".zh" ||
               path == full + ".en[]" || path == full + ".zh[]";
      };
      EXPECT_TRUE(std::ranges::any_of(paths, known)) << path;
    }
  }
}

}  // namespace
}  // namespace vivavoce::persona::persona_schema_test
