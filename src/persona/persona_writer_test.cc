#include "persona/persona_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "persona/built_in_personas.h"
#include "persona/persona_file.h"

namespace vivavoce::persona::persona_writer_test {
namespace {

// Every field of the format once.
constexpr std::string_view kEverything = R"toml(format = 1
id = "full"
aliases = ["f", "满"]
abstract = true
extends = "base"
mixins = ["one", "two"]
prompt = "Be full."
greetings = { en = ["Hi."], zh = ["你好。"] }
openers = { en = ["Hmm,"], zh = ["嗯……"] }
[identity]
name = { en = "Full", zh = "满满" }
summary = { zh = "只有中文" }
age = "old"
role = "role"
background = { en = "two\nlines", zh = "两\n行" }
world = "here"
[rendering]
sections = ["habits", "knowledge"]
budget_tokens = 300
max_examples = 2
[personality]
openness = 1
conscientiousness = 2
extraversion = 3
agreeableness = 4
neuroticism = 5
words = "a \"quoted\" \\ word"
values = { en = ["truth"] }
contradictions = { zh = ["嘴硬心软"] }
[habits]
fillers = { en = ["well"] }
addresses = { en = ["mate"] }
register = "archaic"
dialect_words = { zh = ["俺"] }
sentence_length = "short"
never_says = { en = ["goodbye"] }
[[habits.catchphrases]]
text = "Ha!"
when = "winning"
frequency = 0.25
[[emotions]]
when = "praise"
feeling = "shy"
intensity = 3
sign = "stammers"
[[boundaries]]
topic = "politics"
reaction = "shrugs"
escalation = "sighs"
way_out = "asks about tea"
[interaction]
archetype = "rival"
initiative = 4
humour = "dry"
[knowledge]
scope = "swords"
until = "1500"
when_asked = "What is that?"
[[knowledge.facts]]
ask = "Where were you born?"
answer = "I was born at sea."
[[examples]]
language = "zh"
user = "你好"
reply = "好。"
[[scenes]]
id = "inn"
title = "Inn"
setting = "An inn at night."
opening = "Sit down."
[disclosure]
policy = "honest"
lines = { en = ["I am an AI."] }
[voice]
en = "am_onyx"
zh = "zm_yunjian:0.6+zm_yunxi:0.4"
speed = 0.9
pitch = -1.5
energy = 1.1
laughs = "rarely"
sighs = "often"
scene = "by a fire"
[sampling]
temperature = 0.6
top_p = 0.8
max_tokens = 60
[card]
json = '{"name":"x"}'
)toml";

TEST(PersonaWriterTest, WhatIsWrittenReadsBackTheSame) {
  const PersonaFile file = ReadPersonaFile(kEverything, "all");
  ASSERT_TRUE(file.ok()) << file.findings.front().ToString();
  const std::string once = WritePersonaToml(file.persona);
  const PersonaFile again = ReadPersonaFile(once, "again");
  ASSERT_TRUE(again.ok()) << again.findings.front().ToString() << "\n" << once;
  EXPECT_EQ(WritePersonaToml(again.persona), once);
  // Nothing was lost on the way: every value that was noted in the first is noted in the second.
  for (const auto& [field, place] : file.places) {
    if (field == "format") continue;
    EXPECT_TRUE(again.places.contains(field) || again.places.contains(field + ".en")) << field;
  }
  EXPECT_EQ(again.persona.identity.background.zh, "两\n行");
  EXPECT_EQ(again.persona.personality.words.en, "a \"quoted\" \\ word");
  EXPECT_FLOAT_EQ(again.persona.voice.pitch, -1.5f);
  EXPECT_EQ(again.persona.interaction.archetype, Archetype::kRival);
}

TEST(PersonaWriterTest, TheBuiltInsReadBack) {
  for (const BuiltInPersona& built_in : BuiltInPersonas()) {
    const PersonaFile file = ReadPersonaFile(built_in.toml, built_in.file);
    const std::string once = WritePersonaToml(file.persona);
    const PersonaFile again = ReadPersonaFile(once, built_in.file);
    ASSERT_TRUE(again.ok()) << again.findings.front().ToString();
    EXPECT_EQ(WritePersonaToml(again.persona), once) << built_in.file;
    EXPECT_EQ(again.persona.prompt, file.persona.prompt);
  }
}

TEST(PersonaWriterTest, HostileStringsStayStrings) {
  for (const std::string text : {"\"\"\"", "a\\", "\x01\x7f\t", "\"\"\"\n\"\"\"", "\xff\xfe"}) {
    const std::string toml = "x = " + TomlString(text) + "\n";
    const toml::parse_result parsed = toml::parse(toml);
    ASSERT_TRUE(parsed) << toml;
    EXPECT_TRUE(parsed.table()["x"].is_string());
  }
}

}  // namespace
}  // namespace vivavoce::persona::persona_writer_test
