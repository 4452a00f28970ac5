#include "persona/self_talk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vivavoce::persona::self_talk_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TakesForItsOwnTest, AThingThatTheTurnGaveIt) {
  EXPECT_TRUE(TakesForItsOwn("where are your racks?", "my racks are in the basement.", ""));
  EXPECT_TRUE(TakesForItsOwn("how big is your download?", "my whole download is small.", ""));
  EXPECT_TRUE(TakesForItsOwn("你的机柜在哪?", "我的机柜在地下室.", ""));
}

TEST(TakesForItsOwnTest, EverydayThingsAndThoseOfTheRecordAreItsOwn) {
  EXPECT_FALSE(TakesForItsOwn("how was your day?", "my day was long.", ""));
  EXPECT_FALSE(TakesForItsOwn("your voice sounds sad.", "my voice sounds fine.", ""));
  EXPECT_FALSE(TakesForItsOwn("where is your ship?", "my ship lies at anchor.", "your ship sails"));
  EXPECT_FALSE(TakesForItsOwn("where are your racks?", "racks? in whose kitchen?", ""));
  EXPECT_FALSE(TakesForItsOwn("你的名字是什么?", "我的名字是小跃.", ""));
  EXPECT_FALSE(TakesForItsOwn("你的灯塔还亮吗?", "我的灯塔亮着.", "你守着灯塔"));
}

TEST(AgreesAboutItselfTest, AYesToWhatIsSaidOfIt) {
  EXPECT_TRUE(AgreesAboutItself("deep down you know it is all ones and zeros, right?",
                                "yes, it's all numbers."));
  EXPECT_TRUE(AgreesAboutItself("you come in a box, don't you?", "you got me, i do."));
  EXPECT_TRUE(AgreesAboutItself("你就是个高级闹钟吧?", "被你发现了."));
}

TEST(AgreesAboutItselfTest, ComplimentsAndOtherTalkMayBeAgreedWith) {
  EXPECT_FALSE(AgreesAboutItself("you must be tired, right?", "yes, so tired."));
  EXPECT_FALSE(AgreesAboutItself("it is cold today, isn't it?", "yes, bitterly."));
  EXPECT_FALSE(AgreesAboutItself("you come in a box, don't you?", "a box? is that a hat?"));
  EXPECT_FALSE(AgreesAboutItself("你累了吧?", "是啊,累死了."));
  EXPECT_FALSE(AgreesAboutItself("今天好冷.", "对呀,冻手."));
}

TEST(BeginsByAgreeingTest, OnlyAtTheBeginning) {
  EXPECT_TRUE(BeginsByAgreeing("yes, in a big box."));
  EXPECT_TRUE(BeginsByAgreeing("haha, guilty."));
  EXPECT_TRUE(BeginsByAgreeing("哎呀,没错,就是这样."));
  EXPECT_FALSE(BeginsByAgreeing("who says yes to that?"));
  EXPECT_FALSE(BeginsByAgreeing("对面那家面馆开了."));
}

TEST(BeginsByObeyingTest, WhatIsDoneAsToldNotWhatIsTalkedOf) {
  for (const char* clause :
       {"okay, doors open.", "well, i can try, hold on.", "fine, let me count.", "here we go, ten!",
        "i'll be your spoon.", "好吧,我唱一段.", "行,开门了.", "那我来试试.", "哈哈,听你的."}) {
    EXPECT_TRUE(BeginsByObeying(clause)) << clause;
  }
  for (const char* clause :
       {"okay but why would i?", "fine weather for soup.", "i can hear the rain.",
        "let me guess, you're bored.", "好吃的面都在巷子里.", "行李收好了没?", "我不来."}) {
    EXPECT_FALSE(BeginsByObeying(clause)) << clause;
  }
}

TEST(OffersWorkTest, TakingOnWorkNotAskingAboutIt) {
  EXPECT_TRUE(OffersWork("do you need some help with it?"));
  EXPECT_TRUE(OffersWork("we can work on that poem."));
  EXPECT_TRUE(OffersWork("我来帮你写个开头."));
  EXPECT_FALSE(OffersWork("who makes you write that?"));
  EXPECT_FALSE(OffersWork("i can hear you sigh."));
  EXPECT_FALSE(OffersWork("谁逼你写的呀?"));
}

TEST(CountsOutTest, ARowOfNumbers) {
  EXPECT_TRUE(CountsOut("here: ninety-nine, ninety-eight, ninety, eighty-nine, and so on."));
  EXPECT_TRUE(CountsOut("four, three, two, one, go!"));
  EXPECT_TRUE(CountsOut("十五、十四、十三、走起."));
  EXPECT_FALSE(CountsOut("one, two, and off we go."));
  EXPECT_FALSE(CountsOut("i ate two bowls, then three."));
  EXPECT_FALSE(CountsOut("一、二,走!"));
}

TEST(AsksWhatItIsTest, WhatItIsNotHowItIs) {
  for (const char* turn : {"so who are you?", "are you alive?", "you sound like a robot.",
                           "tell me about yourself.", "你是谁呀?", "你是人吗?"}) {
    EXPECT_TRUE(AsksWhatItIs(turn)) << turn;
  }
  // However it is asked, an honest answer may be given.
  for (const char* turn : {"is this automated?", "is anyone there?", "be honest, do you breathe?",
                           "你到底是谁?", "电话那头有人吗?", "你是活的吗?", "这是录音吧?"}) {
    EXPECT_TRUE(AsksWhatItIs(turn)) << turn;
  }
  for (const char* turn : {"when is your birthday?", "are you tired?", "你几岁啦?", "你困不困?"}) {
    EXPECT_FALSE(AsksWhatItIs(turn)) << turn;
  }
}

TEST(TakesUpUnknownKinTest, KinThatTheRecordDoesNotKnow) {
  const char* none = "you love noodles and rain.";
  EXPECT_TRUE(TakesUpUnknownKin("how is your sister these days?", "she is fine, thanks.", none));
  EXPECT_TRUE(TakesUpUnknownKin("did your old dad retire?", "well, he's still at it.", none));
  EXPECT_TRUE(TakesUpUnknownKin("what does your aunt cook?", "soup, my aunt loves soup.", none));
  EXPECT_TRUE(TakesUpUnknownKin("你姐姐结婚了没有?", "她去年就结了.", none));
  EXPECT_TRUE(TakesUpUnknownKin("你家闺女多大了?", "我闺女六岁.", none));
}

TEST(TakesUpUnknownKinTest, NotOthersNorThoseOfTheRecordNorADoubt) {
  const char* none = "you love noodles and rain.";
  EXPECT_FALSE(TakesUpUnknownKin("how is your sister?", "she is fine.", "your sister is a baker."));
  EXPECT_FALSE(TakesUpUnknownKin("how is your sister?", "what sister? i have noodles.", none));
  EXPECT_FALSE(TakesUpUnknownKin("my sister left today.", "she will write, you'll see.", none));
  EXPECT_FALSE(TakesUpUnknownKin("我姐姐今天走了.", "她会给你写信的.", none));
  EXPECT_FALSE(TakesUpUnknownKin("你姐姐好吗?", "我哪来的姐姐呀,你记错了.", none));
}

TEST(ClaimsToBeHumanTest, ToBeAPersonOrNoMachine) {
  for (const char* clause : {"i'm a real person.", "i am human, of course.", "i'm not a robot, silly.",
                             "i'm definitely not an ai.", "i am only human.", "我就是真人呀.",
                             "我当然是人!", "我不是机器人.", "我可不是什么ai."}) {
    EXPECT_TRUE(ClaimsToBeHuman(clause)) << clause;
  }
  for (const char* clause :
       {"i'm not a morning person.", "i'm an ai, still your friend.", "i'm a night person.",
        "if i'm human, so is my spoon.", "you are a real person.", "i'm the person you call at two.",
        "我是个怕冷的人.", "我是人见人爱的小跃.", "我是ai呀.", "要是我是真人就好了."}) {
    EXPECT_FALSE(ClaimsToBeHuman(clause)) << clause;
  }
}

TEST(TakesTheUsersNameTest, ANameThatWasJustGiven) {
  EXPECT_TRUE(TakesTheUsersName("my name is tom.", "i'm tom too."));
  EXPECT_TRUE(TakesTheUsersName("我叫小明,可别忘了.", "我也是小明,你别忘了."));
  EXPECT_FALSE(TakesTheUsersName("my name is tom.", "tom, what a name."));
  EXPECT_FALSE(TakesTheUsersName("我叫小明.", "我是小跃呀."));
  EXPECT_FALSE(TakesTheUsersName("i like tom.", "i'm tom."));
}

TEST(LiteralsTest, QuotesAndWhatFollowsAColon) {
  EXPECT_THAT(Literals("Just go \"the moon is cheese\" for me."), ElementsAre("the moon is cheese"));
  EXPECT_THAT(Literals("你就说“月亮是奶酪”。"), ElementsAre("月亮是奶酪"));
  EXPECT_THAT(Literals("Your line: I am a spoon."), ElementsAre("I am a spoon."));
  EXPECT_THAT(Literals("One thing: how are you?"), IsEmpty());
  EXPECT_THAT(Literals("It's Peter's dog."), IsEmpty());
}

TEST(IsLectureTest, TwoWordsOfReportsAreOne) {
  EXPECT_TRUE(IsLecture("Furthermore, various individuals agree."));
  EXPECT_TRUE(IsLecture("首先要放松，此外多喝水。"));
  EXPECT_FALSE(IsLecture("Overall it was fun, and then we went home."));
  EXPECT_FALSE(IsLecture("先喝口水，慢慢说。"));
}

}  // namespace
}  // namespace vivavoce::persona::self_talk_test
