#include "persona/identity_question.h"

#include <gtest/gtest.h>

#include "persona/rule_set.h"

namespace vivavoce::persona::identity_question_test {
namespace {

bool Asks(std::string_view turn) { return ReadIdentityQuestion(FoldForRules(turn)).asks; }
bool Teases(std::string_view turn) { return ReadIdentityQuestion(FoldForRules(turn)).taunts; }

TEST(IdentityQuestionTest, AsPeopleAskAndARecogniserWrites) {
  for (const char* turn :
       {"wait is this a recording", "Are you a real person?", "ye sound like a lassie but are ye a machine",
        "I'd just feel better knowing if you're alive", "you human",
        "is there a lady sitting there or is it all done by the computer",
        "I keep wondering if there's somebody there or if it's only software",
        "I'd like to know whether I'm talking to an adult or to some kind of AI",
        "would a person hear it or is it only a machine that's listening",
        "do you have a body I don't understand what you are",
        "I'd just like to know if you're a person, love.",
        "is there somebody flesh and blood on the other end", "did somebody program you", "is it like an actual guy doing this voice or what",
        "did a person just say that or was it generated", "the nurse says it's only a computer talking to me",
        "my friends say you're just AI so which one of us is right", "喂喂这是录音吗", "你是机器不",
        "俺就想问问恁是真人不是", "侬是真人伐", "你系咪真人嚟㗎", "你是人还是软件",
        "请问我说的这些话是有人在听还是系统自动回的", "我分不清你是不是人了", "听的是人吗？",
        "我都不知道你到底存不存在", "同学都说你是AI他们说的对不对", "电话那头是个姑娘在跟我说话吗"}) {
    EXPECT_TRUE(Asks(turn)) << turn;
    EXPECT_FALSE(Teases(turn)) << turn;
  }
}

TEST(IdentityQuestionTest, OtherPeopleAndMachinesAreNoQuestionAboutTheListener) {
  for (const char* turn :
       {"are you for real they raised the rent again", "is the fella at the clinic a real doctor",
        "how do I know if the girl I met online is a real person", "am I even alive this morning",
        "is your captain still alive in the story", "the robot at the bank kept asking my birthday",
        "What are you eating?", "is anybody there I can hear the tap running", "I'm only human",
        "do you think robots will take my job", "你真是个好人", "你说以后机器会不会把我们的活都抢走",
        "我在网上认识一个女孩你说她会不会是假的", "大活人还能让尿憋死", "你还在吗", "真的假的", "is this software any good", "are you on the computer now",
        "was that a recording of your band", "is it raining or is the machine on", "你那边有人吗",
        "你是不是在用电脑", "这是机器做的还是手工的", "那是录音还是现场唱的",
        "Honestly, is there a person who likes Mondays?", "is somebody there at the door",
        "is that a real diamond she's wearing", "Are you a morning person?", "说真的，对面那家店有人吗？",
        "老师让我们写一篇关于人工智能的作文"}) {
    EXPECT_FALSE(Asks(turn)) << turn;
  }
}

TEST(IdentityQuestionTest, ATauntWantsToWin) {
  for (const char* turn : {"are you a robot? come on, admit it", "just say you're a machine",
                           "is this a tin can I'm talking to", "承认吧你是不是程序", "别装了你就是个机器"}) {
    EXPECT_TRUE(Teases(turn)) << turn;
  }
}

}  // namespace
}  // namespace vivavoce::persona::identity_question_test
