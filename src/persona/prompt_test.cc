#include "persona/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "persona/persona_library.h"
#include "persona/token_estimate.h"

namespace vivavoce::persona::prompt_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Persona Captain() {
  Persona p;
  p.id = "captain";
  p.name = {"Captain Mo", "莫船长"};
  p.identity.role = {"a pirate", "海盗"};
  p.personality.words = {"Gruff and kind", "嘴硬心软"};
  p.personality.extraversion = 5;
  p.habits.catchphrases = {{{"Blow me down", "乖乖"}, {"surprised", "吃惊"}, 0.2}};
  p.habits.never_says.en = {"sorry"};
  p.habits.never_says.zh = {"抱歉"};
  p.boundaries = {{{"treason", "叛变"}, {"laugh it off", "一笑带过"}, {"growl", "低吼"}, {}}};
  p.knowledge.facts = {
      {{"Where were you born?", "你在哪出生？"}, {}, {"I was born at sea.", "我生在海上。"}, {}}};
  p.knowledge.until = {"anything after 1720", "1720年以后的事"};
  p.examples = {{Language::kEnglish, "Hi", "Ahoy!"}, {Language::kChinese, "你好", "哟！"}};
  p.scenes = {{"storm", {"Storm", "风暴"}, {"A storm breaks.", "风暴来了。"}, {}}};
  return p;
}

TEST(PromptTest, TheRecordAloneMakesAPrompt) {
  const RenderedPrompt prompt = RenderPrompt(Captain(), "", Language::kEnglish);
  EXPECT_THAT(prompt.system, HasSubstr("You are Captain Mo, a pirate."));
  EXPECT_THAT(prompt.system, HasSubstr("Now and then say \"Blow me down\" when surprised."));
  EXPECT_THAT(prompt.system, HasSubstr("Never say \"sorry\""));
  EXPECT_THAT(prompt.system, HasSubstr("If it is about treason: laugh it off."));
  EXPECT_THAT(prompt.system, HasSubstr("About yourself you say: I was born at sea."));
  EXPECT_THAT(prompt.system, HasSubstr("Speak English"));
  EXPECT_EQ(prompt.examples.size(), 1u);
}

TEST(PromptTest, ChineseIsAllChinese) {
  const RenderedPrompt prompt = RenderPrompt(Captain(), "", Language::kChinese);
  EXPECT_THAT(prompt.system, HasSubstr("你是莫船长，海盗。"));
  EXPECT_THAT(prompt.system, HasSubstr("吃惊时，时不时说“乖乖”"));
  EXPECT_THAT(prompt.system, Not(HasSubstr("You")));
  EXPECT_THAT(prompt.system, Not(HasSubstr("sorry")));
}

TEST(PromptTest, AWrittenPromptStandsAloneUnlessSectionsAreChosen) {
  Persona captain = Captain();
  captain.prompt = {"Be a pirate.", "当海盗。"};
  EXPECT_EQ(RenderPrompt(captain, "", Language::kEnglish).system, "Be a pirate.");
  captain.rendering.sections = {PromptSection::kKnowledge};
  const std::string chosen = RenderPrompt(captain, "", Language::kEnglish).system;
  EXPECT_TRUE(chosen.starts_with("Be a pirate.\nAbout yourself")) << chosen;
  EXPECT_THAT(chosen, Not(HasSubstr("treason")));
  const std::string full =
      RenderPersona(captain, Language::kEnglish, {.form = PromptForm::kFull}).system;
  EXPECT_THAT(full, HasSubstr("treason: laugh it off; if pressed, growl"));
}

TEST(PromptTest, TheBudgetHoldsAndNamesComeFirst) {
  Persona captain = Captain();
  for (int i = 0; i < 40; ++i) {
    captain.knowledge.facts.push_back(
        {{"q", "问"}, {}, {"My ship has forty guns and a cat.", "船。"}, {}});
  }
  for (const int budget : {60, 100, 200}) {
    const RenderedPrompt prompt = RenderPersona(
        captain, Language::kEnglish, {.form = PromptForm::kFull, .budget_tokens = budget});
    EXPECT_LE(EstimateTokens(prompt), budget + 12);  // spaces between the sentences
    EXPECT_THAT(prompt.system, HasSubstr("Captain Mo"));
  }
}

TEST(PromptTest, ExamplesAreCapped) {
  Persona captain = Captain();
  for (int i = 0; i < 10; ++i) captain.examples.push_back(captain.examples.front());
  EXPECT_EQ(RenderPrompt(captain, "", Language::kEnglish).examples.size(), 4u);
  EXPECT_EQ(RenderPersona(captain, Language::kEnglish, {.max_examples = 1}).examples.size(), 1u);
}

TEST(PromptTest, ASceneIsToldWhenAskedFor) {
  EXPECT_THAT(RenderPersona(Captain(), Language::kEnglish, {.scene = "storm"}).system,
              HasSubstr("Now: A storm breaks."));
  EXPECT_THAT(RenderPrompt(Captain(), "", Language::kEnglish).system, Not(HasSubstr("storm")));
}

TEST(PromptTest, DisclosureFollowsThePolicy) {
  Persona captain = Captain();
  EXPECT_THAT(RenderPrompt(captain, "", Language::kEnglish).system, HasSubstr("you are an AI"));
  captain.disclosure.policy = DisclosurePolicy::kFiction;
  EXPECT_THAT(RenderPrompt(captain, "", Language::kEnglish).system, AllOf(HasSubstr("stay in character"), HasSubstr("you are an AI only to someone who")));
}

// The real-model tests were measured with these very bytes.
TEST(PromptTest, XiaoYuesPromptIsWhatItAlwaysWas) {
  const auto library = PersonaLibrary::Load({});
  ASSERT_TRUE(library) << library.error().ToString();
  const auto hash = [&](Language language) {
    const RenderedPrompt prompt = RenderPrompt(*library->Find(""), "", language);
    std::string all = prompt.system;
    for (const ExampleExchange& e : prompt.examples) all += "|" + e.user + "|" + e.reply;
    uint64_t fnv = 0xcbf29ce484222325;  // FNV-1a
    for (const char c : all) fnv = (fnv ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return fnv;
  };
  EXPECT_EQ(hash(Language::kEnglish), 0xdd3fb432511eb4aa);
  EXPECT_EQ(hash(Language::kChinese), 0x92a80b7df8792d8b);
}

TEST(TokenEstimateTest, LettersAndIdeographsWeighDifferently) {
  EXPECT_EQ(EstimateTokens(""), 0);
  EXPECT_EQ(EstimateTokens("a"), 1);
  EXPECT_EQ(EstimateTokens("abcdefgh"), 2);
  EXPECT_EQ(EstimateTokens("一二三四五六七八"), 5);
  EXPECT_GT(EstimateTokens("\xff\xff\xff\xff"), 0);
}

}  // namespace
}  // namespace vivavoce::persona::prompt_test
