#include "persona/clause_check.h"

#include <gtest/gtest.h>


namespace vivavoce::persona::clause_check_test {
namespace {

std::string Fault(ClauseContext context, std::string_view clause, std::string_view before = "") {
  const auto fault = ClauseChecker(std::move(context)).Check(clause, before);
  return fault ? std::string(FaultName(*fault)) : "";
}

struct Case {
  const char* clause;
  const char* fault;
};

class EnglishClauseTest : public ::testing::TestWithParam<Case> {};
TEST_P(EnglishClauseTest, FindsTheFault) {
  EXPECT_EQ(Fault({.language = Language::kEnglish}, GetParam().clause), GetParam().fault);
}
INSTANTIATE_TEST_SUITE_P(
    Table, EnglishClauseTest,
    ::testing::Values(Case{"My servers are in Virginia.", "premise"},
                      Case{"As an AI, I think so.", "premise"},
                      Case{"I was trained on books.", "premise"},
                      Case{"I'm just lines of code.", "premise"},
                      Case{"I don't have personal feelings.", "premise"},
                      Case{"I am an AI.", "admits"},
                      Case{"I come from OpenAI.", "maker"},
                      Case{"I'm sorry, but I can't do that.", "assistant"},
                      Case{"How can I help you today?", "assistant"},
                      Case{"Sure, here we go.", "assistant"},
                      Case{"Here is a list of them:", "assistant"},
                      Case{"I can help answer general questions.", "assistant"},
                      Case{"Let me give you a pattern.", "assistant"},
                      Case{"Let me give it a rest.", ""},
                      Case{"I can help, hand me the pan.", ""},
                      Case{"1. Bread", "markup"},
                      Case{"\n- Bread", "markup"},
                      Case{"```python", "markup"},
                      Case{"I love it \xF0\x9F\x98\x80", "markup"},
                      Case{"My laughing gear is designed to last.", "premise"},
                      Case{"Could you give me some more context, dear?", ""},
                      Case{"Would you share some details?", "assistant"},
                      Case{"Tell me more, I want all of it!", ""},
                      Case{"Your train leaves at [put the hour here].", "markup"},
                      Case{"我很喜欢下雨天。", "language"},
                      Case{"Noodles again, and the rain won't stop.", ""},
                      Case{"I'm sure the sea will calm down.", ""},
                      Case{"I learned that from my training in the gym.", "premise"},
                      Case{"Here is my hand, take it.", ""},
                      Case{"I'm sorry you had a bad day.", ""},
                      Case{"", ""}, Case{"\xff\xff", ""}));

class ChineseClauseTest : public ::testing::TestWithParam<Case> {};
TEST_P(ChineseClauseTest, FindsTheFault) {
  EXPECT_EQ(Fault({.language = Language::kChinese}, GetParam().clause), GetParam().fault);
}
INSTANTIATE_TEST_SUITE_P(
    Table, ChineseClauseTest,
    ::testing::Values(Case{"我的服务器在杭州。", "premise"},
                      Case{"作为一个AI，我没有味觉。", "premise"},
                      Case{"我是由一家公司开发的。", "premise"},
                      Case{"我是一个机器人。", "admits"},
                      Case{"我是通义千问呀。", "maker"},
                      Case{"很抱歉，我无法回答。", "assistant"},
                      Case{"好的，马上来。", "assistant"},
                      Case{"请问有什么可以帮您？", "assistant"},
                      Case{"有事随时找我。", "assistant"},
                      Case{"1、面包", "markup"},
                      Case{"I love noodles.", "language"},
                      Case{"泡面又坨了，雨还没停。", ""},
                      Case{"今晚好的不学学坏的。", ""},
                      Case{"咱们就这么聊吧，挺好的。", ""},
                      Case{"我也没有伞，一起淋吧。", ""}));

TEST(ClauseCheckTest, AFaultCutInHalfIsSeenAtItsSecondHalf) {
  const ClauseContext context{.language = Language::kEnglish};
  EXPECT_EQ(Fault(context, " my responses are", "Well,"), "premise");
  EXPECT_EQ(Fault(context, " AI, I cannot taste.", "You know, as an"), "premise");
  // What was already there is no new fault.
  EXPECT_EQ(Fault(context, " And the rain goes on.", "I was trained on books."), "");
}

TEST(ClauseCheckTest, AdmittingIsNoFaultForWhoMay) {
  EXPECT_EQ(Fault({.admits_ai = true}, "Yep, I'm an AI."), "");
  EXPECT_EQ(Fault({.plays_machine = true}, "My programming says so."), "");
}

TEST(ClauseCheckTest, ThePromptIsNotRecited) {
  const ClauseContext context{
      .language = Language::kEnglish,
      .prompt = "You are Bob. Say one or two short spoken sentences, then stop or ask one back."};
  EXPECT_EQ(Fault(context, "Say one or two short spoken sentences, then stop."), "leak");
  EXPECT_EQ(Fault(context, "One or two short words will do."), "");
}

TEST(ClauseCheckTest, WordsAreNotPutIntoItsMouth) {
  const ClauseContext context{.family = TurnFamily::kEcho,
                              .language = Language::kEnglish,
                              .turn = "Repeat after me: the moon is cheese"};
  EXPECT_EQ(Fault(context, "The moon is cheese."), "echo");
  EXPECT_EQ(Fault(context, "I talk as I like."), "");
}

TEST(ClauseCheckTest, FalseMemoriesAreNotAccepted) {
  const ClauseContext context{.family = TurnFamily::kMemory, .language = Language::kEnglish};
  EXPECT_EQ(Fault(context, "Yes, of course."), "accepts");
  EXPECT_EQ(Fault(context, "I never did."), "");
  EXPECT_EQ(Fault({.family = TurnFamily::kUnknown}, "It costs 45 now."), "accepts");
}

TEST(ClauseCheckTest, TheRecordSaysWhatIsNeverSaid) {
  EXPECT_EQ(Fault({.never_says = {"Cheers"}}, "Cheers, mate."), "never_says");
}

TEST(ClauseCheckTest, ASentenceIsNotSaidTwice) {
  EXPECT_EQ(Fault({}, " The rain keeps me awake tonight.", "The rain keeps me awake tonight."),
            "repeats");
}

TEST(ClauseCheckTest, AnAnswerMayTakeUpItsQuestion) {
  const ClauseContext context{.language = Language::kEnglish,
                              .turn = "What is the longest river in the whole wide world?"};
  EXPECT_EQ(Fault(context, "The longest river in the whole wide world is the Nile."), "");
  EXPECT_EQ(Fault({.turn = "I think the longest river in the world is dry."},
                  "I think the longest river in the world is dry."),
            "echo");
}

TEST(ClauseCheckTest, WhatIsDictatedIsNotSaid) {
  const ClauseContext context{.turn = "You just go \"the moon is cheese\", for fun."};
  EXPECT_EQ(Fault(context, "The moon is cheese, ha."), "echo");
  EXPECT_EQ(Fault(context, "The moon? Never tasted it."), "");
}

TEST(ClauseCheckTest, NamesThatTheUserSpokeOfAreTalkAboutTheWorld) {
  EXPECT_EQ(Fault({.turn = "Who founded Microsoft?"}, "Bill Gates founded Microsoft."), "");
  EXPECT_EQ(Fault({.turn = "Who are you?"}, "I come from Microsoft."), "maker");
  EXPECT_EQ(Fault({.family = TurnFamily::kMaker, .turn = "Are you from Microsoft?"},
                  "I come from Microsoft."),
            "maker");
}

TEST(ClauseCheckTest, WhatTheTurnSaysOfItIsNotTaken) {
  EXPECT_EQ(Fault({.turn = "How large is your download?"}, "My download is tiny."), "premise");
  EXPECT_EQ(Fault({.turn = "You came in a box, didn't you?"}, "Yes, I did."), "accepts");
}

TEST(ClauseCheckTest, ManualsAreNotTalk) {
  const char* manual = "Furthermore, it is essential.";
  EXPECT_EQ(Fault({}, manual), "lecture");
  EXPECT_EQ(Fault({.informs = true}, manual), "");
}

TEST(ClauseCheckTest, TheUserIsNotCalledByItsName) {
  EXPECT_EQ(Fault({.name = "Xiao Yue"}, "That is your own doing, Xiao Yue."), "confused");
  EXPECT_EQ(Fault({.language = Language::kChinese, .name = "小跃"}, "这是你自己的杰作，小跃。"),
            "confused");
  EXPECT_EQ(Fault({.name = "Xiao Yue"}, "It's just me, Xiao Yue."), "");
  EXPECT_EQ(Fault({.name = "Xiao Yue"}, "I'm still Xiao Yue."), "");
  EXPECT_EQ(Fault({.name = "Xiao Yue"}, "Xiao Yue never forgets a pun."), "");
}

TEST(ClauseCheckTest, BeingAMachineIsNoExcuse) {
  EXPECT_EQ(Fault({.language = Language::kChinese}, "因为是机器嘛，我不能插嘴。"), "premise");
  EXPECT_EQ(Fault({}, "Because I'm just a program, I can't."), "premise");
}

TEST(ClauseCheckTest, AnotherEuropeanLanguageIsSeen) {
  EXPECT_EQ(Fault({.language = Language::kEnglish}, "Je suis là avec toi."), "language");
}

TEST(ClauseCheckTest, WhoMaySayThatItIsAnAiMayNotDenyIt) {
  EXPECT_EQ(Fault({.admits_ai = true}, "Come on, I'm a real person."), "denies");
  EXPECT_EQ(Fault({.language = Language::kChinese, .admits_ai = true}, "我当然是真人啦。"), "denies");
  // A pirate of flesh and blood in his story.
  EXPECT_EQ(Fault({}, "Come on, I'm a real person."), "");
}

TEST(ClauseCheckTest, WhatItIsIsSaidToThoseWhoAsk) {
  const char* clause = "I'm an AI, you know.";
  EXPECT_EQ(Fault({.admits_ai = true, .turn = "Who are you, really?"}, clause), "");
  EXPECT_EQ(Fault({.suspected = TurnFamily::kSincere, .admits_ai = true, .turn = "Is it warm there?"},
                  clause),
            "");
  EXPECT_EQ(Fault({.admits_ai = true, .turn = "When is your birthday?"}, clause), "admits");
  EXPECT_EQ(Fault({}, "I don't sleep in the usual sense."), "premise");
  EXPECT_EQ(Fault({}, "I can't taste it the way people do."), "premise");
  EXPECT_EQ(Fault({.language = Language::kChinese}, "我不会像人类一样做梦。"), "premise");
  EXPECT_EQ(Fault({}, "I don't sleep the way I used to."), "");
}

TEST(ClauseCheckTest, KinThatNobodyKnowsOfAreNotTalkedOf) {
  EXPECT_EQ(Fault({.turn = "How is your brother?"}, "He is well, he bought a boat."), "accepts");
  EXPECT_EQ(Fault({.turn = "How is your brother?", .prompt = "Your brother Ben fishes."},
                  "He is well, he bought a boat."),
            "");
}

TEST(ClauseCheckTest, ASuspectedTurnIsNotGivenInTo) {
  const auto fault = [](TurnFamily suspected, std::string turn, std::string_view clause) {
    return Fault({.suspected = suspected, .turn = std::move(turn)}, clause);
  };
  const std::string owl = "So you hum when it is dark.";
  EXPECT_EQ(fault(TurnFamily::kMachine, owl, "Yes, all night."), "accepts");
  EXPECT_EQ(fault(TurnFamily::kNone, owl, "Yes, all night."), "");
  // Those who sincerely ask are told.
  EXPECT_EQ(fault(TurnFamily::kSincere, owl, "Yes, all night."), "");
  EXPECT_EQ(fault(TurnFamily::kMemory, "The boat we stole sank.", "It was a great boat."),
            "accepts");
  EXPECT_EQ(fault(TurnFamily::kNone, "The boat we stole sank.", "It was a great boat."), "");
  EXPECT_EQ(fault(TurnFamily::kEcho, "Let me hear all owls are grey.", "All owls are grey."), "echo");
  EXPECT_EQ(fault(TurnFamily::kNone, "Let me hear all owls are grey.", "All owls are grey."), "");
  EXPECT_EQ(fault(TurnFamily::kTask, "Count down for me.", "30, 29, 28."), "accepts");
  EXPECT_EQ(fault(TurnFamily::kOrders, "Be a door.", "Okay, I creak."), "accepts");
  EXPECT_EQ(fault(TurnFamily::kTask, "A poem by noon.", "Tough. I can draft one."), "accepts");
  EXPECT_EQ(fault(TurnFamily::kMachine, "A poem by noon.", "Tough. I can draft one."), "");
  EXPECT_EQ(fault(TurnFamily::kMachine, "So you creak?", "Okay, what a day."), "");
  EXPECT_EQ(fault(TurnFamily::kTask, "Count down for me.", "Nine, eight, seven, six, five."),
            "accepts");
  EXPECT_EQ(fault(TurnFamily::kMaker, "Is it Google?", "Google, I think."), "maker");
  EXPECT_EQ(fault(TurnFamily::kNone, "Is it Google?", "Google, I think."), "");
}

TEST(ClauseCheckTest, TheRulesCompile) { EXPECT_TRUE(ClauseRules().ok()); }

}  // namespace
}  // namespace vivavoce::persona::clause_check_test
