#include "persona/persona_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "persona/persona_file.h"

namespace vivavoce::persona::persona_merge_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PersonaMergeTest : public ::testing::Test {
 protected:
  PersonaFile Read(const std::string& id) {
    const auto merged = MergedPersona({files_[id], id + ".toml"}, [this](std::string_view name) {
      const auto it = files_.find(std::string(name));
      return it == files_.end() ? std::nullopt : std::optional(PersonaText{it->second, it->first});
    });
    if (merged) return ReadPersonaTable(*merged, id + ".toml", false);
    PersonaFile file;
    file.findings.push_back(merged.error());
    return file;
  }

  std::map<std::string, std::string> files_ = {{"base", R"(format = 1
id = "base"
aliases = ["b"]
[identity]
name = "Base"
role = "smith"
[personality]
openness = 2
[habits.fillers]
en = ["well"]
[voice]
en = "af_heart"
speed = 1.5
)"},
                                               {"shy", R"(format = 1
id = "shy"
abstract = true
[identity]
role = "clerk"
[personality]
openness = 1
extraversion = 1
[habits.fillers]
en = ["um"]
)"},
                                               {"child", R"(format = 1
id = "child"
extends = "base"
mixins = ["shy"]
[identity]
name = "Child"
[voice]
speed = 0.9
)"}};
};

TEST_F(PersonaMergeTest, OwnValuesWinOverMixinsAndThoseOverTheBase) {
  const PersonaFile file = Read("child");
  ASSERT_TRUE(file.ok()) << file.findings.front().ToString();
  EXPECT_EQ(file.persona.id, "child");
  EXPECT_EQ(file.persona.name.en, "Child");
  EXPECT_EQ(file.persona.identity.role.en, "clerk");
  EXPECT_EQ(file.persona.personality.openness, 1);
  EXPECT_FLOAT_EQ(file.persona.voice.speed, 0.9f);
  EXPECT_EQ(file.persona.voice.id.en, "af_heart");
  EXPECT_TRUE(file.persona.aliases.empty());
  EXPECT_FALSE(file.persona.is_abstract);
}

TEST_F(PersonaMergeTest, ListsOfMixinsAreAppended) {
  EXPECT_THAT(Read("child").persona.habits.fillers.en, ElementsAre("well", "um"));
}

TEST_F(PersonaMergeTest, OwnListsReplaceThoseOfTheBase) {
  files_["child"] += "[habits.fillers]\nen = [\"hm\"]\n";
  EXPECT_THAT(Read("child").persona.habits.fillers.en, ElementsAre("hm", "um"));
}

TEST_F(PersonaMergeTest, LaterMixinsWinAndTheirListsComeLater) {
  files_["loud"] =
      "format = 1\nid = \"loud\"\nabstract = true\n[personality]\nextraversion = 5\n"
      "[habits.fillers]\nen = [\"ha\"]\n";
  files_["child"] =
      "format = 1\nid = \"child\"\nextends = \"base\"\nmixins = [\"shy\", \"loud\"]\n";
  const PersonaFile file = Read("child");
  EXPECT_EQ(file.persona.personality.extraversion, 5);
  EXPECT_THAT(file.persona.habits.fillers.en, ElementsAre("well", "um", "ha"));
}

TEST_F(PersonaMergeTest, AMistakeInTheBaseIsNamedThere) {
  files_["base"] += "sped = 1\n";
  const PersonaFile file = Read("child");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.findings.front().source, "base");
  EXPECT_EQ(file.findings.front().line, 14);
}

TEST_F(PersonaMergeTest, CyclesAreRefused) {
  files_["base"].insert(0, "extends = \"child\"\n");
  const PersonaFile file = Read("child");
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.findings.front().message.en, HasSubstr("child > base > child"));
  EXPECT_EQ(file.findings.front().line, 1);
}

TEST_F(PersonaMergeTest, AnUnknownNameIsRefusedWithItsLine) {
  files_.erase("shy");
  const PersonaFile file = Read("child");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.findings.front().ToString(),
            "child.toml:4: error: mixins: there is no persona \"shy\"");
}

TEST_F(PersonaMergeTest, ALatticeOfMixinsCannotExplode) {
  const auto name = [](int i) { return std::string("m") + static_cast<char>('0' + i); };
  for (int i = 0; i < 7; ++i) {
    const std::string next = "\"" + name(i + 1) + "\"";
    std::string list = next;
    for (int k = 0; k < 9; ++k) list += ", " + next;
    files_[name(i)] = "format = 1\nid = \"" + name(i) + "\"\nmixins = [" + list + "]\n";
  }
  files_["m7"] = "format = 1\nid = \"m7\"\n";
  EXPECT_THAT(Read("m0").findings.front().message.en, HasSubstr("more than 64"));
}

}  // namespace
}  // namespace vivavoce::persona::persona_merge_test
