#include "persona/reply_style.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace vivavoce::persona::reply_style_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Persona Captain() {
  Persona captain;
  captain.habits.sentence_length = SentenceLength::kShort;
  captain.habits.never_says.en = {"kindly"};
  captain.habits.catchphrases = {
      {.text = {.en = "Shiver my sails!", .zh = "好大的浪！"}, .when = {}, .frequency = 0.2}};
  return captain;
}

std::vector<Stray> Strays(std::string_view reply, std::string_view said = "",
                          Language language = Language::kEnglish) {
  return ReadStyle(Captain(), language, reply, said).strays;
}

TEST(ReplyStyleTest, AReplyInStyleDoesNotStray) {
  EXPECT_THAT(Strays("Aye, it rained on deck all night, and the cat slept through it."), IsEmpty());
  EXPECT_THAT(Strays("昨晚甲板上下了一夜雨，猫睡得正香。", "", Language::kChinese), IsEmpty());
  EXPECT_THAT(Strays(""), IsEmpty());
  EXPECT_THAT(Strays("", "", Language::kChinese), IsEmpty());
  EXPECT_THAT(Strays("昨晚下雨了。", "", Language::kUnknown), IsEmpty());
}

TEST(ReplyStyleTest, StraysAreNamed) {
  EXPECT_THAT(Strays("昨晚下雨了。"), ElementsAre(Stray::kLanguage));
  EXPECT_THAT(Strays("It rained.", "", Language::kChinese), ElementsAre(Stray::kLanguage));
  std::string long_reply;
  for (int i = 0; i < 40; ++i) long_reply += "word ";
  EXPECT_THAT(Strays(long_reply), ElementsAre(Stray::kLength));
  EXPECT_THAT(Strays("Kindly take a seat."), ElementsAre(Stray::kNeverSays));
  EXPECT_THAT(Strays("- rope\n- rum"), ElementsAre(Stray::kMarkup));
  EXPECT_THAT(
      Strays("Well. The cat outranks me, you see.", "Ahoy!\nThe cat outranks me, you see!\n"),
      ElementsAre(Stray::kRepeats));
  // What everybody says now and then is no repetition.
  EXPECT_THAT(Strays("Yes, I know. And the wind turned at dawn.", "Yes, I know.\n"), IsEmpty());
}

TEST(ReplyStyleTest, CatchphrasesAreFoundInAnyCaseAndWithAnyMark) {
  const auto said = [](std::string_view reply, Language language) {
    return ReadStyle(Captain(), language, reply, "").catchphrases;
  };
  EXPECT_THAT(said("Well, shiver my sails, you did it.", Language::kEnglish), ElementsAre(0u));
  EXPECT_THAT(said("好大的浪，你做到了。", Language::kChinese), ElementsAre(0u));
  EXPECT_THAT(said("The sails shiver.", Language::kEnglish), IsEmpty());
}

TEST(ReplyStyleTest, LongSentencesDoNotBeginAgainAsTheyDid) {
  Persona captain = Captain();
  EXPECT_THAT(BeginningsOfSaid(captain, ""), IsEmpty());
  EXPECT_THAT(BeginningsOfSaid(captain, "Aye, matey. That is so.\n"), IsEmpty());
  EXPECT_THAT(
      BeginningsOfSaid(captain, "Aye! My old boat has seen more storms than you have teeth.\n"),
      ElementsAre("my old boat has"));
  EXPECT_THAT(BeginningsOfSaid(captain, "我这条老船见过的风暴比你的牙还要多呢。\n"),
              ElementsAre("我这条老船见过"));
  captain.knowledge.facts = {
      {.ask = {},
       .also = {},
       .answer = {.en = "My old boat has seen more storms than you have teeth."},
       .key = {}}};
  EXPECT_THAT(BeginningsOfSaid(captain, "My old boat has seen more storms than you have teeth.\n"),
              IsEmpty());
  // Of the latest replies only.
  std::string said = "Number one of my stories is the longest one of all.\n";
  for (int i = 0; i < 12; ++i) said += "Aye.\n";
  EXPECT_THAT(BeginningsOfSaid(captain, said), IsEmpty());
}

}  // namespace
}  // namespace vivavoce::persona::reply_style_test
