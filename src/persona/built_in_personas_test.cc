// Quality of the personas that come with the program.
#include "persona/built_in_personas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <regex>

#include "persona/persona_library.h"
#include "persona/persona_linter.h"
#include "persona/prompt.h"
#include "text/script.h"

namespace vivavoce::persona::built_in_personas_test {
namespace {

// The voices as the catalogue's source lists them: persona/ does not build on speaking/.
std::set<std::string, std::less<>> Voices() {
  std::ifstream in(VV_SOURCE_DIR "/src/speaking/voice_catalogue.cc");
  const std::string source(std::istreambuf_iterator<char>(in), {});
  const std::regex row(R"re(\{"([a-z]{2}_[a-z]+)")re");
  std::set<std::string, std::less<>> voices;
  for (std::sregex_iterator it(source.begin(), source.end(), row), end; it != end; ++it) {
    voices.insert((*it)[1]);
  }
  return voices;
}

class BuiltInPersonasTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(library_) << library_.error().ToString(); }

  Result<PersonaLibrary> library_ = PersonaLibrary::Load({});
};

constexpr Language kLanguages[] = {Language::kEnglish, Language::kChinese};

TEST_F(BuiltInPersonasTest, ThereAreAtLeastTwentyFourBesideXiaoYue) {
  EXPECT_GE(library_->all().size(), 25u);
  EXPECT_EQ(library_->all().front().id, "xiao_yue");
}

TEST_F(BuiltInPersonasTest, TheLinterHasNothingToSay) {
  const LintOptions options{.voices = Voices()};
  ASSERT_GE(options.voices.size(), 30u);
  for (const BuiltInPersona& built_in : BuiltInPersonas()) {
    const LintReport report = LintPersona(library_->Read(built_in.toml, built_in.file), options);
    for (const Finding& finding : report.findings) ADD_FAILURE() << finding.ToString();
  }
}

TEST_F(BuiltInPersonasTest, EachCanBeginThinkAndAnswerInBothLanguages) {
  for (const Persona& p : library_->all()) {
    for (const Language language : kLanguages) {
      const auto code = LanguageCode(language);
      EXPECT_FALSE(p.greetings.For(language).empty()) << p.id << code;
      EXPECT_GE(p.openers.For(language).size(), 2u) << p.id << code;
      EXPECT_GE(std::ranges::count(p.examples, language, &ExampleExchange::language), 3)
          << p.id << code;
      EXPECT_FALSE((language == Language::kEnglish ? p.voice.id.en : p.voice.id.zh).empty())
          << p.id;
    }
    EXPECT_FALSE(p.summary.en.empty() || p.summary.zh.empty()) << p.id;
    EXPECT_NE(p.interaction.archetype, Archetype::kNone) << p.id;
    EXPECT_NE(p.disclosure.policy, DisclosurePolicy::kNone) << p.id;
    EXPECT_FALSE(p.habits.catchphrases.empty()) << p.id;
    EXPECT_FALSE(p.emotions.empty()) << p.id;
    EXPECT_FALSE(p.boundaries.empty()) << p.id;
    EXPECT_FALSE(p.knowledge.facts.empty()) << p.id;
    EXPECT_NE(p.personality.extraversion, 0) << p.id;
    for (const Catchphrase& phrase : p.habits.catchphrases) {
      EXPECT_LE(phrase.frequency, 0.3) << p.id;
    }
  }
}

TEST_F(BuiltInPersonasTest, PromptsFitTheBudgetAndNameTheCharacter) {
  for (const Persona& p : library_->all()) {
    for (const Language language : kLanguages) {
      const RenderedPrompt prompt = RenderPrompt(p, "", language);
      EXPECT_LE(EstimateTokens(prompt), 600) << p.id << LanguageCode(language);
      EXPECT_GE(prompt.examples.size(), 3u) << p.id << LanguageCode(language);
      EXPECT_THAT(prompt.system, ::testing::HasSubstr(p.name.For(language))) << p.id;
      EXPECT_EQ(text::DominantLanguage(prompt.system), language) << p.id;
    }
  }
}

TEST_F(BuiltInPersonasTest, NamesAndVoicesAreTheirOwn) {
  std::map<std::string, std::string> names;
  std::map<std::string, std::string> voices;
  for (const Persona& p : library_->all()) {
    std::vector<std::string> all = p.aliases;
    all.push_back(p.id);
    for (const std::string& name : all) {
      EXPECT_TRUE(names.emplace(name, p.id).second)
          << name << " is " << p.id << " and " << names[name];
    }
    const std::string voice = p.voice.id.en + " " + p.voice.id.zh;
    EXPECT_TRUE(voices.emplace(voice, p.id).second) << voice << " of " << p.id;
  }
}

}  // namespace
}  // namespace vivavoce::persona::built_in_personas_test
