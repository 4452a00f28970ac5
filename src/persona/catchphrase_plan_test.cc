#include "persona/catchphrase_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "persona/persona_library.h"
#include "persona/reply_style.h"

namespace vivavoce::persona::catchphrase_plan_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Persona Captain(double frequency) {
  Persona captain;
  captain.habits.catchphrases = {
      {.text = {.en = "Shiver my sails!", .zh = "好大的浪"}, .when = {}, .frequency = frequency}};
  return captain;
}

CatchphrasePlan Plan(double frequency, int replies, int uses, std::string_view turn,
                     Language language = Language::kEnglish) {
  std::string said;
  for (int i = 0; i < replies; ++i) said += i < uses ? "Shiver my sails! Aye.\n" : "Aye, matey.\n";
  return PlanCatchphrases(Captain(frequency), language, turn, said);
}

TEST(CatchphrasePlanTest, OneThatIsBehindIsSaidFirstAndNotTwice) {
  EXPECT_EQ(Plan(0.2, 3, 0, "I won the race.").first, "");
  const CatchphrasePlan plan = Plan(0.2, 4, 0, "I won the race.");
  EXPECT_EQ(plan.first, "Shiver my sails! ");
  EXPECT_THAT(plan.spared, ElementsAre("Shiver my sails"));
  EXPECT_EQ(Plan(0.2, 4, 0, "我赢了。", Language::kChinese).first, "好大的浪！");
}

TEST(CatchphrasePlanTest, OneThatIsAheadIsNotWritten) {
  EXPECT_THAT(Plan(0.2, 4, 1, "I won the race.").spared, ElementsAre("Shiver my sails"));
  EXPECT_THAT(Plan(0.2, 7, 1, "I won the race.").spared,
              IsEmpty());  // half a use ahead: as it likes
}

TEST(CatchphrasePlanTest, QuestionsWaitLongerAndGriefIsLeftAlone) {
  EXPECT_EQ(Plan(0.2, 4, 0, "Did you sleep?").first, "");
  EXPECT_EQ(Plan(0.2, 8, 0, "Did you sleep?").first, "Shiver my sails! ");
  EXPECT_EQ(Plan(0.2, 20, 0, "My grandmother died last night.").first, "");
  EXPECT_EQ(Plan(0.2, 20, 0, "我奶奶去世了。", Language::kChinese).first, "");
}

TEST(CatchphrasePlanTest, NoPhraseOrNoFrequencyIsNoPlan) {
  EXPECT_EQ(Plan(0, 100, 0, "I won.").first, "");
  EXPECT_EQ(PlanCatchphrases({}, Language::kEnglish, "I won.", "").first, "");
}

// Whatever the model writes, the share over a talk is within a quarter of the setting.
TEST(CatchphrasePlanTest, OverATalkEachIsSaidAsOftenAsSet) {
  const auto library = PersonaLibrary::Load({});
  ASSERT_TRUE(library);
  for (const Persona& persona : library->all()) {
    for (const int eager : {0, 1, 3}) {  // the model says it in every reply, every third, never
      std::string said;
      int uses = 0;
      const Catchphrase& phrase = persona.habits.catchphrases.front();
      for (int i = 0; i < 100; ++i) {
        const std::string turn = i % 3 ? "We went on." : "And then?";
        const CatchphrasePlan plan = PlanCatchphrases(persona, Language::kEnglish, turn, said);
        const bool writes = eager > 0 && i % eager == 0 && plan.spared.empty();
        const std::string reply = plan.first + "Aye. " + (writes ? phrase.text.en : "");
        uses += SaysCatchphrase(phrase, Language::kEnglish, reply) ? 1 : 0;
        said += reply + "\n";
      }
      EXPECT_GE(uses, 100 * phrase.frequency * 0.75) << persona.id;
      EXPECT_LE(uses, 100 * phrase.frequency * 1.25) << persona.id;
    }
  }
}

}  // namespace
}  // namespace vivavoce::persona::catchphrase_plan_test
