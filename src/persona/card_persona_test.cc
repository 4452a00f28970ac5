#include "persona/card_persona.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "persona/card_macros.h"
#include "persona/card_text.h"
#include "persona/persona_file.h"
#include "persona/persona_library.h"
#include "persona/persona_writer.h"
#include "persona/testing/card_samples.h"
#include "persona/voice_suggestion.h"

namespace vivavoce::persona::card_persona_test {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CardPersonaTest, ACardBecomesAPersonaThatCanSpeak) {
  const Persona ada = PersonaFromCard(*ParseCard(kCardV1));
  EXPECT_EQ(ada.id, "ada");
  EXPECT_THAT(ada.greetings.en, ElementsAre("Hi you! Mind the wires."));
  ASSERT_EQ(ada.examples.size(), 1u);
  EXPECT_EQ(ada.examples[0].user, "What is that?");
  EXPECT_EQ(ada.examples[0].reply, "An old valve radio. It still sings.");
  EXPECT_THAT(ada.prompt.en, HasSubstr("Ada is a cheerful girl"));
  EXPECT_THAT(ada.prompt.en, Not(HasSubstr("{{")));
  EXPECT_EQ(ada.voice.id.en, "af_bella");
}

TEST(CardPersonaTest, AChineseCardSpeaksChinese) {
  const Persona general = PersonaFromCard(*ParseCard(kCardV3));
  EXPECT_THAT(general.greetings.zh, ElementsAre("你，你来晚了。"));
  EXPECT_TRUE(general.greetings.en.empty());
  EXPECT_THAT(general.prompt.zh, HasSubstr("你是霜儿"));
  EXPECT_EQ(general.examples.at(0).language, Language::kChinese);
  EXPECT_EQ(general.voice.id.zh, "zf_xiaoxiao:0.7+zf_xiaoni:0.3");
  EXPECT_TRUE(general.id.starts_with("card_"));
}

TEST(CardPersonaTest, AlternateGreetingsCome) {
  EXPECT_THAT(PersonaFromCard(*ParseCard(kCardV2)).greetings.en,
              ElementsAre("Sit down, lad.", "You again!", "Storm tonight."));
}

TEST(CardPersonaTest, TheCardSurvivesThePersonaFile) {
  for (const std::string_view json : {kCardV1, kCardV2, kCardV3}) {
    const std::string toml = WritePersonaToml(PersonaFromCard(*ParseCard(json)));
    const auto persona = Persona::Parse(toml, "imported.toml");
    ASSERT_TRUE(persona) << persona.error().ToString();
    const auto card = CardFromPersona(*persona, Language::kEnglish);
    ASSERT_TRUE(card) << card.error().ToString();
    EXPECT_EQ(*CardJson(*card, card->spec), json);
  }
}

TEST(CardPersonaTest, WhatWasChangedSinceIsExported) {
  Persona persona = PersonaFromCard(*ParseCard(kCardV2));
  persona.greetings.en = {"Ahoy.", "Back so soon?"};
  persona.name = {"Tom the Younger", "Tom the Younger"};
  const auto card = CardFromPersona(persona, Language::kEnglish);
  ASSERT_TRUE(card) << card.error().ToString();
  EXPECT_EQ(card->name, "Tom the Younger");
  EXPECT_EQ(card->first_message, "Ahoy.");
  EXPECT_THAT(card->alternate_greetings, ElementsAre("Back so soon?"));
  EXPECT_EQ(card->description, "An old man, a retired sailor.");
  EXPECT_THAT(card->json, HasSubstr("depth_prompt"));
}

TEST(CardPersonaTest, BuiltInsBecomeCardsThatReadBack) {
  const auto library = PersonaLibrary::Load({});
  ASSERT_TRUE(library) << library.error().ToString();
  for (const Persona& persona : library->all()) {
    for (const Language language : {Language::kEnglish, Language::kChinese}) {
      const auto card = CardFromPersona(persona, language);
      ASSERT_TRUE(card) << persona.id << card.error().ToString();
      EXPECT_EQ(card->name, persona.name.For(language));
      const Persona again = PersonaFromCard(*card);
      EXPECT_EQ(again.greetings.For(language).empty(), persona.greetings.For(language).empty())
          << persona.id;
    }
  }
}

TEST(CardMacrosTest, NamesChoicesAndComments) {
  const MacroValues values{.character = "Ada", .user = "Bo", .original = "Be kind.", .seed = 1};
  EXPECT_EQ(ExpandMacros("{{char}} {{User}} <BOT> <user> <char>", values), "Ada Bo Ada Bo Ada");
  EXPECT_EQ(ExpandMacros("a{{// no}}b{{comment: no}}c{{hidden_key:k}}d", values), "abcd");
  EXPECT_EQ(ExpandMacros("{{original}} {{reverse:abc}}", values), "Be kind. cba");
  EXPECT_THAT(ExpandMacros("{{random:x,y\\,z}}", values), AnyOf("x", "y,z"));
  EXPECT_THAT(ExpandMacros("{{roll:d6}}", values), AnyOf("1", "2", "3", "4", "5", "6"));
  EXPECT_EQ(ExpandMacros("{{unknown}} {{ {x} }", values), "{{unknown}} {{ {x} }");
  EXPECT_EQ(ExpandMacros("{{roll:0}}", values), "{{roll:0}}");
}

TEST(CardMacrosTest, NoValueIsExpandedAgainAndNothingHangs) {
  const MacroValues values{.character = "{{user}}", .user = "{{char}}", .original = "", .seed = 0};
  EXPECT_EQ(ExpandMacros("{{char}}", values), "{{user}}");
  EXPECT_EQ(ExpandMacros(std::string(200'000, '{'), values), std::string(200'000, '{'));
  EXPECT_LE(ExpandMacros(std::string(200'000, '{') + "}}", values).size(), 200'002u);
}

TEST(CardTextTest, ExamplesNeedAQuestionAndAnAnswer) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_THAT(SplitCardExamples(
                  "{{char}}: alone\n<START>\n{{user}}: q\nmore\nAda: r\n{{user}}: open", "Ada"),
              ElementsAre(Pair("q more", "r")));
}

TEST(CardTextTest, IdsAreMadeOfNames) {
  EXPECT_EQ(PersonaIdFrom("Old Tom!"), "old_tom");
  EXPECT_TRUE(IsPersonaId(PersonaIdFrom("凌霜")));
  EXPECT_TRUE(IsPersonaId(PersonaIdFrom("")));
  EXPECT_TRUE(IsPersonaId(PersonaIdFrom(std::string(500, 'a'))));
}

TEST(VoiceSuggestionTest, GenderAgeAndTemper) {
  EXPECT_EQ(SuggestVoice("She is an old witch").id.en, "bf_emma");
  EXPECT_EQ(SuggestVoice("He is a stern king").id.en, "am_onyx");
  EXPECT_EQ(SuggestVoice("the other theory").id.en, "af_heart");
  EXPECT_EQ(SuggestVoice("他是个活泼的少年").id.zh, "zm_yunxia");
}

}  // namespace
}  // namespace vivavoce::persona::card_persona_test
